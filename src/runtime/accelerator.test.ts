import { describe, expect, it } from 'vitest';
import { unwrap, type Failure } from '../base/index.ts';
import { assignRoles, readPackage } from '../edgetpu/package/index.ts';
import { loadFixture, realModelFiles } from '../tflite/testing/models.ts';
import type { Fault } from '../virtual/index.ts';
import type { Accelerator, LoadedModel } from './index.ts';
import { TEST_PATIENCE_MS, VirtualBench } from './testing/virtual-bench.ts';

const SMALL = 'gabor_64x64_p4_edgetpu';

function packageOf(name: string) {
  return unwrap(readPackage(loadFixture(name))).package;
}

interface Ready {
  readonly bench: VirtualBench;
  readonly accelerator: Accelerator;
  readonly model: LoadedModel;
  readonly inputs: Uint8Array[];
}

async function ready(name = SMALL, bench = new VirtualBench()): Promise<Ready> {
  const pack = packageOf(name);
  bench.announce(pack);
  const accelerator = await bench.open();
  const model = unwrap(accelerator.load(pack.bytes));
  return { bench, accelerator, model, inputs: model.inputBytes.map((n) => new Uint8Array(n)) };
}

describe('compiled models on a virtual accelerator', () => {
  for (const file of realModelFiles().filter((one) => one.isCompiled)) {
    it.skipIf(file.skip !== null)(`runs ${file.name} with every hint honoured`, async () => {
      const { package: pack } = unwrap(readPackage(file.load()));
      const { main, caching } = unwrap(assignRoles(pack));
      const bench = new VirtualBench();
      bench.announce(pack);
      const accelerator = await bench.open({ patienceMs: 5000 });
      const model = unwrap(accelerator.load(pack.bytes));
      const inputs = model.inputBytes.map((bytes) => new Uint8Array(bytes).fill(7));
      const first = unwrap(await accelerator.infer(model, inputs));
      const second = unwrap(await accelerator.infer(model, inputs));
      expect(first.outputs.map(({ byteLength }) => byteLength)).toEqual(
        main.outputs.map(({ tensorBytes }) => tensorBytes),
      );
      const cachedBytes = caching?.parameters.byteLength ?? 0;
      expect(first.timing.bytes.load).toBeGreaterThanOrEqual(cachedBytes);
      expect(second.timing.bytes).toEqual({
        load: 0,
        instructions: main.instructions.reduce((sum, chunk) => sum + chunk.bytes.byteLength, 0),
        parameters: main.parameters.byteLength,
        input: hintBytes(main, 'INPUT') + hintBytes(main, 'SCRATCH', 'INFEED'),
        output: hintBytes(main, 'OUTPUT') + hintBytes(main, 'SCRATCH', 'OUTFEED'),
      });
      unwrap(await accelerator.close());
      expect((await bench.device()).opened).toBe(false);
    });
  }

  it('runs on USB 2 as well', async () => {
    const { accelerator, model, inputs } = await ready(SMALL, new VirtualBench('high'));
    expect(accelerator.speed).toBe('high');
    expect((await accelerator.infer(model, inputs)).ok).toBe(true);
    unwrap(await accelerator.close());
  });

  it('deals a batch out over runs and gives the outputs in order', async () => {
    const { accelerator, model } = await ready();
    const inputs = model.inputBytes.map((bytes) => new Uint8Array(bytes * 5));
    const { outputs, timing } = unwrap(await accelerator.infer(model, inputs));
    expect(outputs.map((one) => one.byteLength)).toEqual(model.outputBytes.map((n) => n * 5));
    expect(timing.bytes.input).toBeGreaterThanOrEqual(5 * (model.inputBytes[0] ?? 0));
    unwrap(await accelerator.close());
  });

  it('writes outputs into memory that was given back, and never into what was not', async () => {
    const { accelerator, model, inputs } = await ready();
    const infer = async () => unwrap(await accelerator.infer(model, inputs)).outputs;
    const kept = await infer();
    const before = kept.map((output) => output.slice());
    const given = await infer();
    given.forEach((output) => output.fill(0xaa));
    accelerator.reuse(given);
    const again = await infer();
    const fresh = await infer();
    expect(again.map(({ buffer }) => buffer)).toEqual(given.map(({ buffer }) => buffer));
    for (const outputs of [kept, again, fresh]) expect(outputs).toEqual(before);
    expect(new Set([...kept, ...again, ...fresh].map(({ buffer }) => buffer)).size).toBe(
      3 * kept.length,
    );
    unwrap(await accelerator.close());
  });

  it('keeps inferences in order when many are asked for at once', async () => {
    const { accelerator, model, inputs } = await ready();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        unwrap(await accelerator.infer(model, inputs));
        order.push(index);
      }),
    );
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
    unwrap(await accelerator.close());
  });

  it('times an inference that was asked for early from the end of the one before it', async () => {
    const { accelerator, model, inputs } = await ready();
    unwrap(await accelerator.infer(model, inputs));
    const [first, second] = await Promise.all([
      accelerator.infer(model, inputs),
      accelerator.infer(model, inputs),
    ]);
    const [before, after] = [unwrap(first).timing, unwrap(second).timing];
    expect(after.startedMs).toBeGreaterThanOrEqual(before.endedMs);
    expect(after.bytes).toEqual(before.bytes);
    const parts = after.inMs + after.streamMs + after.computeMs + after.outMs + after.loadMs;
    expect(parts).toBeCloseTo(after.totalMs, 6);
    unwrap(await accelerator.close());
  });

  it('switches between models, loading parameters when the token changes', async () => {
    const { bench, accelerator, model, inputs } = await ready();
    const other = packageOf('bright_16x16_edgetpu');
    bench.announce(other);
    const second = unwrap(accelerator.load(other.bytes));
    const otherInputs = second.inputBytes.map((bytes) => new Uint8Array(bytes));
    const loads = async (which: LoadedModel, given: Uint8Array[]): Promise<boolean> =>
      unwrap(await accelerator.infer(which, given)).timing.bytes.load > 0;
    expect(await loads(model, inputs)).toBe(true);
    expect(await loads(second, otherInputs)).toBe(true);
    expect(await loads(second, otherInputs)).toBe(false);
    expect(await loads(model, inputs)).toBe(true);
    unwrap(await accelerator.close());
  });

  it('refuses inputs of another size, and a model that was unloaded', async () => {
    const { accelerator, model, inputs } = await ready();
    const wrong = await accelerator.infer(model, [new Uint8Array(3)]);
    expect(wrong).toMatchObject({ ok: false, failure: { code: 'runtime/input-mismatch' } });
    unwrap(accelerator.unload(model));
    expect((await accelerator.infer(model, inputs)).ok).toBe(false);
    unwrap(await accelerator.close());
    expect(accelerator.load(packageOf(SMALL).bytes).ok).toBe(false);
  });

  it('holds no more memory after many inferences, loads and unloads', async () => {
    const { accelerator, model, inputs } = await ready();
    unwrap(await accelerator.infer(model, inputs));
    const before = accelerator.usedBytes;
    for (let run = 0; run < 200; run++) unwrap(await accelerator.infer(model, inputs));
    expect(accelerator.usedBytes).toBe(before);
    for (let turn = 0; turn < 20; turn++) {
      unwrap(accelerator.unload(unwrap(accelerator.load(packageOf(SMALL).bytes))));
    }
    expect(accelerator.usedBytes).toBe(before);
    unwrap(await accelerator.close());
  });

  it('opens again after it was closed', async () => {
    const bench = new VirtualBench();
    for (let turn = 0; turn < 3; turn++) {
      const { accelerator, model, inputs } = await ready(SMALL, bench);
      const { timing } = unwrap(await accelerator.infer(model, inputs));
      expect(timing.bytes.load).toBeGreaterThan(0);
      unwrap(await accelerator.close());
    }
  });
});

describe('faults while a model runs', () => {
  const faults: readonly (readonly [string, Fault, RegExp])[] = [
    ['a stall of the data endpoint', { kind: 'stall', endpoint: 0x01 }, /^runtime\/stall$/],
    ['a stall of the output endpoint', { kind: 'stall', endpoint: 0x81 }, /^runtime\/stall$/],
    ['a stall of the event endpoint', { kind: 'stall', endpoint: 0x82 }, /^runtime\/stall$/],
    ['data that is never taken', { kind: 'timeout', endpoint: 0x01 }, /^runtime\/timeout$/],
    ['output that never comes', { kind: 'timeout', endpoint: 0x81 }, /^runtime\/output-missing$/],
    ['an event that never comes', { kind: 'missing-event' }, /^runtime\/(event-missing|timeout)$/],
    ['events that are never read', { kind: 'timeout', endpoint: 0x82 }, /^runtime\/event-missing$/],
    ['babble on the output endpoint', { kind: 'babble', endpoint: 0x81 }, /^runtime\/babble$/],
    ['an output that ends early', { kind: 'short-output' }, /^runtime\/output-missing$/],
    ['a wrong event', { kind: 'wrong-event', change: 'tag' }, /^runtime\/wrong-event$/],
    [
      'an event of a wrong length',
      { kind: 'wrong-event', change: 'length' },
      /^runtime\/bad-event$/,
    ],
    ['a fatal error of the chip', { kind: 'hib-error', bits: 0x200n }, /^runtime\/hib-error$/],
    [
      'an unplug in the middle of the data',
      { kind: 'unplug-at-byte', outBytes: 3000 },
      /^usb\/device-lost$/,
    ],
  ];

  it.each(faults)(
    '%s: a failure in time, the device closed, the next run works',
    async (_name, fault, code) => {
      const { bench, accelerator, model, inputs } = await ready();
      unwrap(await accelerator.infer(model, inputs));
      bench.chip.inject(fault);
      const started = performance.now();
      const failures: Failure[] = [];
      // The event of a run is awaited before the outputs of the next but one: a fault may show a run later.
      for (let run = 0; run < 4 && !failures.length; run++) {
        const result = await accelerator.infer(model, inputs);
        if (!result.ok) failures.push(result.failure);
      }
      expect(failures[0]?.code).toMatch(code);
      expect(performance.now() - started).toBeLessThan(20 * TEST_PATIENCE_MS);
      expect(accelerator.state).toBe('failed');
      expect(accelerator.needsReplug).toBe(fault.kind === 'unplug-at-byte');
      expect(bench.events.at(-1)).toMatchObject({ kind: 'failed' });
      unwrap(await accelerator.close());

      bench.chip.clearFaults();
      bench.chip.registers.force(0x486f0, 0n);
      if (!bench.chip.isPlugged) bench.chip.plug();
      expect((await bench.device()).opened).toBe(false);
      const again = await ready(SMALL, bench);
      expect((await again.accelerator.infer(again.model, again.inputs)).ok).toBe(true);
      unwrap(await again.accelerator.close());
    },
  );

  it('goes on after a thermal warning and tells about it', async () => {
    const { bench, accelerator, model, inputs } = await ready();
    bench.chip.inject({ kind: 'thermal-warning' });
    for (let run = 0; run < 3; run++) unwrap(await accelerator.infer(model, inputs));
    expect(bench.events).toEqual([{ kind: 'thermal-warning' }]);
    unwrap(await accelerator.close());
  });

  it('fails everything that waits when it is aborted, and closes the device', async () => {
    const { bench, accelerator, model, inputs } = await ready();
    const results = [1, 2, 3].map(() => accelerator.infer(model, inputs));
    const failure: Failure = { code: 'bench/cancelled', message: 'Cancelled.' };
    await accelerator.abort(failure);
    for (const result of await Promise.all(results)) expect(result).toEqual({ ok: false, failure });
    expect((await bench.device()).opened).toBe(false);
  });

  it('ends a run when the browser says that the device is gone', async () => {
    const { bench, accelerator, model, inputs } = await ready();
    const result = accelerator.infer(model, inputs);
    bench.chip.unplug();
    accelerator.deviceLost();
    expect(await result).toMatchObject({ ok: false, failure: { code: 'usb/device-lost' } });
    expect(accelerator.needsReplug).toBe(true);
  });

  it('ends a run whose permission is withdrawn', async () => {
    const { bench, accelerator, model, inputs } = await ready();
    bench.usb.withdrawPermissions();
    const result = await accelerator.infer(model, inputs);
    expect(result.ok).toBe(false);
    expect(accelerator.state).toBe('failed');
  });
});

describe('an unplug at every transfer', () => {
  it('of open, load, two inferences and close ends in a failure and leaves nothing open', async () => {
    const codes = new Set<string>();
    let survived = 0;
    for (let nth = 1; nth < 400 && survived < 3; nth++) {
      const bench = new VirtualBench();
      const pack = packageOf(SMALL);
      bench.announce(pack);
      const device = await bench.device();
      bench.chip.inject({ kind: 'unplug', atTransfer: nth });
      const failure = await runOnce(bench, pack.bytes);
      if (failure) codes.add(failure.code);
      else if (bench.chip.isPlugged) survived++;
      expect(device.opened && !bench.chip.isPlugged && failure === null).toBe(false);
    }
    expect(survived).toBe(3);
    expect([...codes].sort()).toEqual(['usb/device-lost']);
  });
});

async function runOnce(bench: VirtualBench, packageBytes: Uint8Array): Promise<Failure | null> {
  const opened = await bench.tryOpen({ patienceMs: 60 });
  if (!opened.ok) return opened.failure;
  const accelerator = opened.value;
  const model = accelerator.load(packageBytes);
  if (!model.ok) return model.failure;
  for (let run = 0; run < 2; run++) {
    const inputs = model.value.inputBytes.map((bytes) => new Uint8Array(bytes));
    const result = await accelerator.infer(model.value, inputs);
    if (!result.ok) return result.failure;
  }
  const closed = await accelerator.close();
  return closed.ok ? null : closed.failure;
}

function hintBytes(
  executable: ReturnType<typeof packageOf>['executables'][number],
  role: string,
  direction?: string,
): number {
  return executable.hints.reduce(
    (sum, hint) =>
      hint.kind === 'transfer' &&
      hint.buffer.role === role &&
      (direction === undefined || hint.direction === direction)
        ? sum + hint.sizeBytes
        : sum,
    0,
  );
}
