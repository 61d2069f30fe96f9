// The devices of a trace, and how a script opens them.
import { fail, type Result } from '../../src/base/index.ts';
import {
  goldenOptions,
  MAX_BULK_IN_QUEUE_LENGTH,
  openAccelerator,
  type Accelerator,
  type ClockSetting,
} from '../../src/runtime/index.ts';
import {
  APPLICATION_FILTER,
  BOOT_FILTER,
  GOLDEN_POLICY,
  prepareDevice,
} from '../../src/usb/index.ts';
import { ReplayDevice } from './replay-device.ts';
import { ReplayStreams } from './replay-streams.ts';
import type { StepLine, Trace } from './trace.ts';

type Ids = typeof BOOT_FILTER | typeof APPLICATION_FILTER;

/** bmRequestType and bRequest of the DFU requests that decide what a reset makes of a device. */
const CLASS_OUT = 0x21;
const CLASS_IN = 0xa1;
const DFU_DETACH = 0;
const DFU_DOWNLOAD = 1;
/** A stand-in image: the real one is not stored (allowed difference 5). */
const STAND_IN_BYTE = 0x5a;

const CLOCKS: Readonly<Record<string, ClockSetting>> = {
  Low: 'low',
  Medium: 'medium',
  High: 'high',
  Max: 'max',
};

export class ReplayBench {
  readonly streams = new Map<number, ReplayStreams>();
  readonly #trace: Trace;
  readonly #module: WebAssembly.Module;
  readonly #shown = new Map<number, Ids>();

  constructor(trace: Trace, module: WebAssembly.Module) {
    this.#trace = trace;
    this.#module = module;
    const endsInFault = trace.faultLine !== null;
    for (const [device, lines] of trace.devices) {
      this.streams.set(device, new ReplayStreams(lines, endsInFault));
    }
  }

  /** Sum over all devices; grows as long as something happens. */
  get activity(): number {
    return [...this.streams.values()].reduce((sum, one) => sum + one.activity, 0);
  }

  /** What differed, or was not reached, in words. */
  problems(): string[] {
    return [...this.streams].flatMap(([device, streams]) => {
      const where = this.streams.size > 1 ? `device ${device}, ` : '';
      const problems = streams.problems.length ? streams.problems : streams.leftOver();
      return problems.map((problem) => where + problem);
    });
  }

  /** `open D [PATH or -] [Key=Value …]`: which device it is shows in the library calls that follow. */
  async open({ line, words }: StepLine): Promise<Result<Accelerator>> {
    const options = optionsOf(words);
    const queue = options.get('Usb.MaxBulkInQueueLength');
    const queueLength = queue === undefined ? undefined : Number(queue);
    if ((queueLength ?? 0) > MAX_BULK_IN_QUEUE_LENGTH) return refuse('the read queue is too long');
    const call = this.#callAfter(line);
    const streams = this.streams.get(call?.device ?? 0);
    if (!call || !streams) return refuse('there is no device');
    const { device } = call;
    this.#shown.set(device, call.mode === 'dfu' ? BOOT_FILTER : APPLICATION_FILTER);
    const prepared = await prepareDevice(this.#face(device, streams).usb, {
      policy: { ...GOLDEN_POLICY, alwaysLoadsFirmware: options.get('Usb.AlwaysDfu') === 'True' },
      firmware: new Uint8Array(firmwareBytes(streams)).fill(STAND_IN_BYTE),
      findAgain: () => Promise.resolve(this.#face(device, streams).usb),
    });
    if (!prepared.ok) return prepared;
    if (prepared.value.kind !== 'ready') return refuse('it did not come back');
    return openAccelerator({
      prepared: prepared.value.prepared,
      module: this.#module,
      options: goldenOptions(prepared.value.prepared.speed, {
        clock: CLOCKS[options.get('Performance') ?? 'Max'] ?? 'max',
        ...(queueLength === undefined ? {} : { maxBulkInQueueLength: queueLength }),
      }),
    });
  }

  /** The first device that is opened after a step and before the report of how it went. */
  #callAfter(line: number): Trace['opens'][number] | undefined {
    const report = this.#trace.steps.find(
      (step) => step.line > line && step.words[0] === 'open' && step.words[1] === 'returned',
    );
    const end = report?.line ?? Number.POSITIVE_INFINITY;
    return this.#trace.opens.find((call) => call.line > line && call.line < end);
  }

  /** The device as it shows now. */
  #face(device: number, streams: ReplayStreams): ReplayDevice {
    const ids = this.#shown.get(device) ?? APPLICATION_FILTER;
    return new ReplayDevice(streams, ids, () => {
      const next = idsAfterReset(streams, ids);
      this.#shown.set(device, next);
      return next === ids;
    });
  }
}

/** A detached accelerator comes back as a boot loader, one whose image was read back as an accelerator. */
function idsAfterReset(streams: ReplayStreams, ids: Ids): Ids {
  const last = streams.control[streams.controlAt - 1];
  if (last?.requestType === CLASS_OUT && last.request === DFU_DETACH) return BOOT_FILTER;
  return last?.requestType === CLASS_IN ? APPLICATION_FILTER : ids;
}

/** Length of the image that the trace downloads next. */
function firmwareBytes(streams: ReplayStreams): number {
  let bytes = 0;
  for (const line of streams.control.slice(streams.controlAt)) {
    if (line.requestType !== CLASS_OUT || line.request !== DFU_DOWNLOAD) continue;
    if (line.length === 0) break;
    bytes += line.length;
  }
  return bytes;
}

function optionsOf(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    words
      .filter((word) => word.includes('='))
      .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
}

function refuse(why: string): Result<never> {
  return fail({ code: 'usb/replay', message: `The device was not opened: ${why}.` });
}
