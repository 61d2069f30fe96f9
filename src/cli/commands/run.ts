import path from 'node:path';
import { fail, ok } from '../../base/index.ts';
import type { Result } from '../../base/index.ts';
import { DEFAULT_RUN_OPTIONS, runSegments } from '../../bench/index.ts';
import type { InputChoice, RunDevice, RunOutcome } from '../../bench/index.ts';
import { extractFirmware, KNOWN_FIRMWARE, platformSha256 } from '../../usb/index.ts';
import { compileVirtually } from '../../virtual/index.ts';
import type { Command, CommandInput, CommandOptions, CommandOutput } from '../command.ts';
import { failUsage } from '../command.ts';
import { describeRun } from '../describe-run.ts';
import { readChecked } from '../open-model.ts';
import { openDevices, type DeviceWish } from '../open-devices.ts';
import { openRunFolder, type RunFolder } from '../run-folder.ts';
import { runToJson } from '../run-json.ts';
import { readSetUp, readWhole, SET_UP_OPTIONS } from '../set-up.ts';
import { writeNewFile } from '../write-files.ts';

const MAX_INFERENCES = 1_000_000;
const MAX_SEED = 2 ** 32 - 1;

export const run: Command = {
  name: 'run',
  summary: 'Run cut segments as a pipeline on virtual accelerators, Coral accelerators or the CPU.',
  positionals: [
    {
      name: 'DIR',
      description:
        'A folder that "reef cut" wrote, its plan.json, or a folder of compiled segments.',
    },
  ],
  options: {
    virtual: {
      kind: 'value',
      placeholder: 'N',
      description: 'Run on N virtual accelerators (simulated).',
    },
    usb: {
      kind: 'flag',
      description: 'Run on the Coral USB Accelerators that are plugged in (measured).',
    },
    cpu: {
      kind: 'value',
      placeholder: 'N',
      description: 'Run the segments on the CPU, as N devices (measured).',
    },
    link: {
      ...SET_UP_OPTIONS['link'],
      kind: 'value',
      description: 'With --virtual: how they are connected, one for all or a list.',
    },
    clock: {
      ...SET_UP_OPTIONS['clock'],
      kind: 'value',
      description: 'With --virtual or --usb: max or std.',
    },
    ports: {
      ...SET_UP_OPTIONS['ports'],
      kind: 'value',
      description: 'With --virtual: own or shared.',
    },
    batch: { kind: 'value', placeholder: 'N', description: 'Inferences that count. Default 15.' },
    'warm-up': {
      kind: 'value',
      placeholder: 'N',
      description: 'Inferences before them. Default 2.',
    },
    input: {
      kind: 'value',
      placeholder: 'FILE|random|zeros',
      description: 'Raw bytes of the inputs, or made ones. Default random.',
    },
    seed: { kind: 'value', placeholder: 'N', description: 'Of random inputs. Default 1.' },
    'save-outputs': {
      kind: 'value',
      placeholder: 'DIR',
      description: 'Write the outputs of every counted inference as raw bytes.',
    },
    firmware: {
      kind: 'value',
      placeholder: 'FILE',
      description: 'With --usb: apex_latest_single_ep.bin, or a libedgetpu that holds it.',
    },
    model: {
      kind: 'value',
      placeholder: 'FILE',
      description: 'The whole model, where it is no longer where it was.',
    },
  },
  examples: ['reef run segments --virtual 4', 'reef run segments --usb --batch 100 --json'],
  run: runCommand,
};

async function runCommand(input: CommandInput): Promise<Result<CommandOutput>> {
  const { options, positionals, onProgress } = input;
  const wishes = await readWishes(options);
  if (!wishes.ok) return wishes;
  const folder = await openRunFolder(positionals[0] ?? '', options.value('model'));
  if (!folder.ok) return folder;
  const wish = wishes.value.deviceWish(deviceCountOf(folder.value));
  if (!wish.ok) return wish;
  const segments = segmentsFor(folder.value, wish.value);
  if (!segments.ok) return segments;
  const opened = await openDevices(wish.value);
  if (!opened.ok) return opened;
  const { devices, now, cpuRuntime } = opened.value;
  const interrupt = interruptSignal();
  try {
    const outcome = await runSegments(
      {
        segments: segments.value,
        devices: devicesFor(folder.value, devices),
        input: wishes.value.input,
        // A plan's times are those of Edge TPUs; the CPU has nothing to do with them.
        plan: wish.value.kind === 'cpu' ? null : folder.value.plan,
        reference:
          folder.value.model === null ? null : { model: folder.value.model, runtime: cpuRuntime },
      },
      wishes.value.runOptions,
      { now, onProgress, signal: interrupt.signal },
    );
    return outcome.ok ? await report(outcome.value, options.value('save-outputs')) : outcome;
  } finally {
    interrupt.release();
    await Promise.all(devices.map((device) => device.close()));
  }
}

interface RunWishes {
  readonly deviceWish: (wanted: number) => Result<DeviceWish>;
  readonly input: InputChoice;
  readonly runOptions: typeof DEFAULT_RUN_OPTIONS;
}

async function readWishes(options: CommandOptions): Promise<Result<RunWishes>> {
  const inferences = readWhole('batch', options.value('batch') ?? '15', MAX_INFERENCES);
  if (!inferences.ok) return inferences;
  if (inferences.value < 1)
    return failUsage('The option --batch needs 1 or more.', 'For instance --batch 15.');
  const warmUp = readWhole('warm-up', options.value('warm-up') ?? '2', MAX_INFERENCES);
  if (!warmUp.ok) return warmUp;
  const input = await readInput(options);
  if (!input.ok) return input;
  const deviceWish = await readDeviceWish(options);
  if (!deviceWish.ok) return deviceWish;
  const keptOutputs = options.value('save-outputs') === undefined ? 1 : inferences.value;
  return ok({
    deviceWish: deviceWish.value,
    input: input.value,
    runOptions: {
      ...DEFAULT_RUN_OPTIONS,
      inferences: inferences.value,
      batch: inferences.value,
      warmUp: warmUp.value,
      keptOutputs,
    },
  });
}

async function readInput(options: CommandOptions): Promise<Result<InputChoice>> {
  const choice = options.value('input') ?? 'random';
  const seed = readWhole('seed', options.value('seed') ?? '1', MAX_SEED);
  if (!seed.ok) return seed;
  if (choice === 'random') return ok({ kind: 'random', seed: seed.value });
  if (choice === 'zeros') return ok({ kind: 'zeros' });
  const bytes = await readChecked(choice);
  return bytes.ok ? ok({ kind: 'bytes', bytes: bytes.value }) : bytes;
}

async function readDeviceWish(
  options: CommandOptions,
): Promise<Result<(wanted: number) => Result<DeviceWish>>> {
  const chosen = [
    options.value('virtual') !== undefined,
    options.flag('usb'),
    options.value('cpu') !== undefined,
  ];
  if (chosen.filter(Boolean).length !== 1) {
    return failUsage(
      'Say what to run on: --virtual N, --usb or --cpu N.',
      'With no accelerator at hand: --virtual 4.',
    );
  }
  if (options.flag('usb')) {
    const firmware = await readFirmware(options.value('firmware'));
    if (!firmware.ok) return firmware;
    const clock = options.value('clock') === 'std' ? 'std' : 'max';
    return ok((count) => ok({ kind: 'coral', count, firmware: firmware.value, clock }));
  }
  const name = options.value('cpu') === undefined ? 'virtual' : 'cpu';
  const count = readWhole(name, options.value(name) ?? '', 16);
  if (!count.ok) return count;
  if (name === 'cpu')
    return ok((wanted) => enough(count.value, wanted, { kind: 'cpu', count: count.value }));
  const setUp = readSetUp({
    ...options,
    value: (option) =>
      option === 'devices'
        ? String(count.value)
        : option === 'batch'
          ? undefined
          : options.value(option),
  });
  if (!setUp.ok) return setUp;
  const devices = setUp.value.devicesFor(count.value);
  return ok((wanted) => enough(count.value, wanted, { kind: 'virtual', devices }));
}

function enough(count: number, wanted: number, wish: DeviceWish): Result<DeviceWish> {
  if (count >= wanted) return ok(wish);
  return fail({
    code: 'bench/too-few-devices',
    message: `This plan runs on ${String(wanted)} devices, and ${String(count)} ${count === 1 ? 'is' : 'are'} there.`,
    hint: `Give ${String(wanted)}, or plan and cut the model for ${String(Math.max(1, count))}.`,
  });
}

async function readFirmware(file: string | undefined): Promise<Result<Uint8Array | null>> {
  if (file === undefined) return ok(null);
  const bytes = await readChecked(file);
  return bytes.ok ? extractFirmware(bytes.value, KNOWN_FIRMWARE, platformSha256) : bytes;
}

function deviceCountOf({ deviceIndices }: RunFolder): number {
  return 1 + Math.max(...deviceIndices.flat());
}

/** The CPU takes segments as cut; Corals take the vendor's compiled ones; virtual accelerators either. */
function segmentsFor(folder: RunFolder, wish: DeviceWish): Result<readonly Uint8Array[]> {
  if (wish.kind === 'cpu') return folder.segments === null ? fail(NOT_CUT) : ok(folder.segments);
  if (wish.kind === 'coral' || folder.segments === null) {
    return folder.compiled === null ? fail(NOT_COMPILED) : ok(folder.compiled);
  }
  const compiled: Uint8Array[] = [];
  for (const segment of folder.segments) {
    const result = compileVirtually(segment);
    if (!result.ok) return result;
    compiled.push(result.value.bytes);
  }
  return ok(compiled);
}

function devicesFor({ deviceIndices }: RunFolder, devices: readonly RunDevice[]): RunDevice[][] {
  return deviceIndices.map((indices) => indices.flatMap((index) => devices[index] ?? []));
}

async function report(
  outcome: RunOutcome,
  outputFolder: string | undefined,
): Promise<Result<CommandOutput>> {
  const { run: measured, failure, isCancelled } = outcome;
  if (measured === null) return fail(failure ?? NOTHING_MEASURED);
  if (outputFolder !== undefined) {
    const written = await writeOutputs(outcome, outputFolder);
    if (!written.ok) return written;
  }
  const json = runToJson(measured);
  const isBad = failure !== null || json.verified === false;
  return ok({
    json: () => ({ ...json, isCancelled, ...(failure !== null && { failure }) }),
    text: () =>
      [
        describeRun(measured),
        ...(failure === null ? [] : [`Ended early: ${failure.message} ${failure.hint ?? ''}`]),
      ].join('\n\n'),
    exitCode: isBad ? 1 : 0,
  });
}

async function writeOutputs({ outputs }: RunOutcome, folder: string): Promise<Result<true>> {
  for (const [inference, tensors] of outputs) {
    for (const [position, bytes] of [...tensors.values()].entries()) {
      const name = `inference_${String(inference)}_output_${String(position)}.bin`;
      const written = await writeNewFile(path.join(folder, name), bytes);
      if (!written.ok) return written;
    }
  }
  return ok(true);
}

/** Ctrl+C ends the run and keeps what was measured; a second one ends the program as usual. */
function interruptSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const onInterrupt = (): void => {
    controller.abort();
  };
  process.once('SIGINT', onInterrupt);
  return {
    signal: controller.signal,
    release: () => void process.removeListener('SIGINT', onInterrupt),
  };
}

const NOT_CUT = {
  code: 'cli/not-cut',
  message: 'This folder holds compiled segments only; the CPU needs them as they were cut.',
  hint: 'Run them with --virtual N or --usb, or cut the model with: reef cut MODEL --devices N --out DIR.',
} as const;

const NOT_COMPILED = {
  code: 'cli/not-compiled',
  message: 'Not every segment in this folder has been compiled for the Edge TPU.',
  hint: 'Run compile.sh in the folder on Linux, or compile.ipynb, then try again. Without accelerators: --virtual N.',
} as const;

const NOTHING_MEASURED = {
  code: 'bench/nothing-measured',
  message: 'The run ended before the first counted inference was through.',
  hint: 'Let it run longer, or use a smaller --warm-up.',
} as const;
