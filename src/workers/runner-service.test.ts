import { beforeAll, describe, expect, test } from 'vitest';
import { assertExists, unwrap, type Result } from '../base/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { runStrategy, type Plan, type StrategyName } from '../partition/index.ts';
import { KNOWN_FIRMWARE, platformSha256 } from '../usb/index.ts';
import { VirtualChip, VirtualUsb, wallClock, VirtualProgramLibrary } from '../virtual/index.ts';
import { planModel } from '../edgetpu/testing/planned-model.ts';
import { createNodeCpuRuntime } from '../cpu/node.ts';
import { loadFixture } from '../tflite/testing/models.ts';
import type {
  RunJob,
  RunnerDevice,
  RunnerSituation,
  RunPhase,
  RunReport,
  StageRecord,
} from './runner-api.ts';
import { RunnerService, type RunnerPlatform } from './runner-service.ts';
import { standInFirmware, standInRule } from './runner-stand-in.ts';
import { testRunnerPlatform } from './testing/runner-platform.ts';

const MODEL = 'mobilenet_v1_0.25_128_quant';
const ENVIRONMENT = { isSecureContext: true, hasWebUsb: true, firmwareUrl: 'firmware/' };

class Bench {
  readonly service: RunnerService;
  readonly phases: RunPhase[] = [];
  readonly records: StageRecord[] = [];
  situation: RunnerSituation | null = null;
  onStages: (records: readonly StageRecord[]) => void = () => undefined;

  constructor(patch: Partial<RunnerPlatform> = {}) {
    this.service = new RunnerService(testRunnerPlatform(patch));
  }

  async watch(): Promise<void> {
    await this.service.watch(ENVIRONMENT, (situation) => (this.situation = situation));
  }

  get devices(): readonly RunnerDevice[] {
    return this.situation?.devices ?? [];
  }

  states(): Promise<readonly string[]> {
    // The situation is sent in a turn of its own.
    return new Promise((resolve) =>
      setTimeout(() => {
        resolve(this.devices.map(({ state }) => state));
      }, 130),
    );
  }

  run(patch: Partial<RunJob> = {}): Promise<Result<RunReport>> {
    const plan = patch.plan ?? planOf(2);
    const job: RunJob = {
      source: { kind: 'file', file: new Blob([loadFixture(MODEL)]), fileName: `${MODEL}.tflite` },
      samplesUrl: '',
      modelKey: MODEL,
      fileName: `${MODEL}.tflite`,
      plan,
      stages: stagesOf(plan, this.devices),
      inferences: 5,
      warmUp: 2,
      keptOutputs: 1,
      input: { kind: 'random', seed: 1 },
      checksOutputs: true,
      compiled: [],
      ...patch,
    };
    return this.service.run(job, {
      onPhase: (phase) => this.phases.push(phase),
      onStages: (records) => {
        this.records.push(...records);
        this.onStages(records);
      },
    });
  }
}

function specs(count: number, link: DeviceSpec['link'] = 'usb3'): DeviceSpec[] {
  return Array.from({ length: count }, (_, bus) => ({ link, clock: 'max', bus }));
}

function planOf(count: number, strategy: StrategyName = 'balanced'): Plan {
  const { graph, costs } = planModel(loadFixture(MODEL));
  return unwrap(runStrategy(strategy, { graph, costs, devices: specs(count), batch: 15 }));
}

function stagesOf(plan: Plan, devices: readonly RunnerDevice[]): RunJob['stages'] {
  return plan.segments.map((segment) =>
    segment.deviceIndices.map((index) => ({
      deviceId: devices[index]?.id ?? 'none',
      clock: 'max' as const,
    })),
  );
}

async function benchWith(count: number): Promise<Bench> {
  const bench = new Bench();
  await bench.watch();
  unwrap(await bench.service.addVirtual(specs(count), false));
  await bench.states();
  return bench;
}

describe('a run on virtual accelerators', () => {
  test('computes what the whole model computes, and is called simulated', async () => {
    const bench = await benchWith(2);
    const report = unwrap(await bench.run());
    expect(report.failure).toBeNull();
    expect(report.run).toMatchObject({
      label: 'simulated',
      inferences: 5,
      verification: { kind: 'equal' },
      devices: [{ kind: 'virtual', link: 'usb3', count: 2 }],
    });
    expect(report.outputs).toHaveLength(1);
    expect(bench.records).toHaveLength(2 * 7);
  });

  test('says what it does in the order of doing', async () => {
    const bench = await benchWith(2);
    await bench.run();
    const kinds = bench.phases.map(({ kind }) => kind);
    expect([...new Set(kinds)]).toEqual([
      'preparing',
      'opening',
      'loading',
      'warming-up',
      'running',
      'checking',
    ]);
  });

  test('counts the bytes of each', async () => {
    const bench = await benchWith(2);
    await bench.run();
    await bench.states();
    for (const device of bench.devices) expect(device.bytesIn).toBeGreaterThan(100_000);
  });

  test('cuts and compiles once for two runs of the same plan', async () => {
    const bench = await benchWith(2);
    await bench.run();
    const firstRun = bench.phases.length;
    const report = unwrap(await bench.run());
    expect(report.run?.verification.kind).toBe('equal');
    expect(
      bench.phases.slice(firstRun).some(({ progress }) => /Reading/.test(progress.label)),
    ).toBe(false);
  });

  test('takes replicas in turn', async () => {
    const bench = await benchWith(3);
    const plan = planOf(3, 'hybrid');
    const report = unwrap(await bench.run({ plan, stages: stagesOf(plan, bench.devices) }));
    expect(report.run?.stages.reduce((sum, { replicas }) => sum + replicas, 0)).toBe(
      plan.deviceCount,
    );
    expect(report.run?.verification.kind).toBe('equal');
  });

  test('ends in the middle when it is cancelled, and keeps what was measured', async () => {
    const bench = await benchWith(2);
    bench.onStages = () => {
      if (bench.records.some(({ inference, segmentIndex }) => inference >= 4 && segmentIndex === 1))
        void bench.service.cancel();
    };
    const report = unwrap(await bench.run({ inferences: 1000 }));
    expect(report.isCancelled).toBe(true);
    expect(report.failure).toBeNull();
    expect(report.run?.isPartial).toBe(true);
    expect(await bench.states()).toEqual(['ready', 'ready']);
    bench.onStages = () => undefined;
    expect(unwrap(await bench.run()).run?.isPartial).toBe(false);
  });

  test('is refused while another one runs', async () => {
    const bench = await benchWith(2);
    const first = bench.run();
    expect(await bench.run()).toMatchObject({ ok: false, failure: { code: 'bench/busy' } });
    expect(unwrap(await first).run).not.toBeNull();
  });

  test('follows compiled files of the vendor, and says that nothing was computed', async () => {
    const bench = await benchWith(1);
    const file = new Blob([loadFixture(`${MODEL}_edgetpu`)]);
    const report = unwrap(
      await bench.run({ plan: planOf(1, 'single'), compiled: [{ name: 'compiled.tflite', file }] }),
    );
    expect(report.run?.verification).toEqual({ kind: 'not-computed' });
  });
});

describe('an accelerator lost in the middle', () => {
  test('ends the run at once with the reason; the others are closed, and a retry works after re-plugging', async () => {
    const bench = await benchWith(2);
    bench.onStages = () => {
      if (bench.records.length > 6) void bench.service.setPlugged('virtual-2', false);
    };
    const report = unwrap(await bench.run({ inferences: 1000 }));
    expect(report.failure?.code).toBe('usb/device-lost');
    expect(report.failedDeviceId).toBe('virtual-2');
    expect(report.run?.isPartial).toBe(true);
    expect(await bench.states()).toEqual(['ready', 'lost']);
    expect((await bench.run()).ok).toBe(false);
    bench.onStages = () => undefined;
    unwrap(await bench.service.setPlugged('virtual-2', true));
    expect(await bench.states()).toEqual(['ready', 'ready']);
    expect(unwrap(await bench.run()).run?.verification.kind).toBe('equal');
  });
});

describe('firmware', () => {
  test('is asked for, loaded, and allowed a second time', async () => {
    const bench = new Bench();
    await bench.watch();
    unwrap(await bench.service.addVirtual(specs(1), true));
    expect(await bench.states()).toEqual(['needs-firmware']);
    expect(await bench.service.prepare('virtual-1')).toMatchObject({
      failure: { code: 'usb/needs-firmware' },
    });
    const image = unwrap(
      await bench.service.useFirmware('image.bin', new Blob([standInFirmware()])),
    );
    expect(image).toMatchObject({ name: 'image.bin', isStandIn: true });
    expect(await bench.service.prepare('virtual-1')).toMatchObject({
      failure: { code: 'usb/needs-permission' },
    });
    expect(await bench.states()).toEqual(['needs-permission']);
    unwrap(await bench.service.prepare('virtual-1'));
    expect(await bench.states()).toEqual(['ready']);
    expect(bench.devices[0]).toMatchObject({ link: 'usb3' });
    const report = unwrap(await bench.run({ plan: planOf(1, 'single') }));
    expect(report.run?.verification.kind).toBe('equal');
  });

  test('is found inside a library, and refused where it is another one', async () => {
    const bench = new Bench();
    const library = new Blob([new Uint8Array(5000), standInFirmware(), new Uint8Array(300)]);
    expect((await bench.service.useFirmware('libedgetpu.so.1.0', library)).ok).toBe(true);
    const damaged = standInFirmware();
    damaged[9000] = (damaged[9000] ?? 0) ^ 1;
    expect(await bench.service.useFirmware('x.bin', new Blob([damaged]))).toMatchObject({
      failure: { code: 'usb/firmware-unknown' },
    });
    expect(await bench.service.useFirmware('x.bin', new Blob(['nothing']))).toMatchObject({
      failure: { code: 'usb/firmware-not-found' },
    });
  });

  test('is forgotten on request', async () => {
    const bench = new Bench();
    await bench.watch();
    await bench.service.useStandInFirmware();
    await bench.states();
    expect(bench.situation?.firmware?.isStandIn).toBe(true);
    await bench.service.forgetFirmware();
    await bench.states();
    expect(bench.situation?.firmware).toBeNull();
  });
});

describe('accelerators on USB', () => {
  /** The browser's USB with chips behind it that live in real time. */
  async function withUsb(
    count: number,
    patch: Partial<RunnerPlatform> = {},
  ): Promise<{ bench: Bench; usb: VirtualUsb; chips: VirtualChip[] }> {
    const clock = wallClock({
      nowMs: () => performance.now(),
      wait: setTimeout,
      defer: (action) => void setImmediate(action),
    });
    const library = new VirtualProgramLibrary(async () => unwrap(await createNodeCpuRuntime()));
    const chips = specs(count).map(
      () =>
        new VirtualChip({
          ...{ clock, library, identity: 'boot' },
          rates: { fixedMs: 0.1, inBytesPerMs: 400_000, outBytesPerMs: 300_000 },
        }),
    );
    const usb = new VirtualUsb(chips);
    const rules = [...KNOWN_FIRMWARE, await standInRule(platformSha256)];
    const bench = new Bench({ usb: usb.usb, isStandInUsb: true, rules, ...patch });
    await bench.watch();
    return { bench, usb, chips };
  }

  async function pick(usb: VirtualUsb, bench: Bench): Promise<Result<null>> {
    await usb.requestDevice({ filters: [] });
    return bench.service.connect(null);
  }

  test('are listed once they are allowed, take firmware kept from before, and keep their row', async () => {
    const { bench, usb } = await withUsb(2);
    expect(await bench.states()).toEqual([]);
    expect(await pick(usb, bench)).toMatchObject({ failure: { code: 'usb/needs-firmware' } });
    expect(await bench.states()).toEqual(['needs-firmware']);
    unwrap(await bench.service.useStandInFirmware());
    expect(await bench.service.prepare('coral-1')).toMatchObject({
      failure: { code: 'usb/needs-permission' },
    });
    unwrap(await pick(usb, bench));
    expect(await bench.states()).toEqual(['ready']);
    expect(bench.devices.map(({ id }) => id)).toEqual(['coral-1']);
    await pick(usb, bench);
    unwrap(await pick(usb, bench));
    expect(await bench.states()).toEqual(['ready', 'ready']);
    expect(bench.devices.map(({ id }) => id)).toEqual(['coral-1', 'coral-2']);
  }, 60_000);

  test('take the firmware that the host of the page put beside it', async () => {
    const asked: string[] = [];
    const { bench, usb } = await withUsb(1, {
      fetchFile: (url) => {
        asked.push(url);
        return Promise.resolve(standInFirmware());
      },
    });
    expect(asked).toEqual([]);
    expect(await pick(usb, bench)).toMatchObject({ failure: { code: 'usb/needs-permission' } });
    expect(asked).toEqual(['firmware/apex_latest_single_ep.bin']);
  }, 60_000);

  test('never take the stand-in when they are real', async () => {
    const { bench, usb } = await withUsb(1, { isStandInUsb: false, rules: KNOWN_FIRMWARE });
    unwrap(await bench.service.useStandInFirmware());
    expect(await pick(usb, bench)).toMatchObject({ failure: { code: 'usb/needs-firmware' } });
  });

  test('run, are lost with all that was measured, come back under their own name, and run again', async () => {
    const { bench, usb, chips } = await withUsb(2);
    unwrap(await bench.service.useStandInFirmware());
    for (let picks = 0; picks < 4; picks++) await pick(usb, bench);
    expect(await bench.states()).toEqual(['ready', 'ready']);
    expect(unwrap(await bench.run()).run).toMatchObject({
      label: 'simulated',
      verification: { kind: 'equal' },
    });
    bench.records.length = 0;
    bench.onStages = () => {
      if (bench.records.length > 6) chips[1]?.unplug();
    };
    const report = unwrap(await bench.run({ inferences: 1000 }));
    expect(report).toMatchObject({
      failure: { code: 'usb/device-lost' },
      failedDeviceId: 'coral-2',
      run: { isPartial: true },
    });
    expect(await bench.states()).toEqual(['ready', 'lost']);
    bench.onStages = () => undefined;
    chips[1]?.plug();
    // Without power it has lost its firmware too: two permissions.
    await pick(usb, bench);
    await pick(usb, bench);
    expect(await bench.states()).toEqual(['ready', 'ready']);
    expect(unwrap(await bench.run()).run?.verification.kind).toBe('equal');
  }, 120_000);

  test('say what stands in the way', async () => {
    const { bench, usb, chips } = await withUsb(1);
    unwrap(await bench.service.useStandInFirmware());
    await pick(usb, bench);
    usb.setBusy(assertExists(chips[0]), true);
    const failed = await pick(usb, bench);
    expect(failed).toMatchObject({ failure: { code: 'usb/claim-busy' } });
    expect(await bench.states()).toEqual(['failed']);
    const busy = bench.situation?.checks.find(({ name }) => name === 'interface');
    expect(busy).toMatchObject({ state: 'fail' });
  }, 60_000);
});

describe('the CPU as devices', () => {
  test('runs segments as they were cut, measured', async () => {
    const bench = new Bench();
    await bench.watch();
    unwrap(await bench.service.addCpu(2));
    await bench.states();
    const report = unwrap(await bench.run());
    expect(report.run).toMatchObject({
      label: 'measured',
      devices: [{ kind: 'cpu', count: 2 }],
      verification: { kind: 'equal' },
    });
  });

  test('does not share a pipeline with devices in simulated time', async () => {
    const bench = new Bench();
    await bench.watch();
    unwrap(await bench.service.addCpu(1));
    unwrap(await bench.service.addVirtual(specs(1), false));
    await bench.states();
    expect(await bench.run()).toMatchObject({ failure: { code: 'bench/mixed-time' } });
  });
});

describe('a job that cannot start', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await benchWith(2);
  });

  test.each([
    [
      'names a device that is gone',
      { stages: [[{ deviceId: 'virtual-9', clock: 'max' }]] },
      'bench/no-such-device',
    ],
    [
      'gives one device two stages',
      {
        stages: [
          [{ deviceId: 'virtual-1', clock: 'max' }],
          [{ deviceId: 'virtual-1', clock: 'max' }],
        ],
      },
      'bench/device-twice',
    ],
    [
      'has an input of another size',
      { input: { kind: 'file', file: new Blob(['abc']), name: 'x' } },
      'bench/wrong-input',
    ],
  ] as const)('because it %s ends in a failure', async (_, patch, code) => {
    expect(await bench.run(patch)).toMatchObject({ ok: false, failure: { code } });
    expect(await bench.states()).toEqual(['ready', 'ready']);
  });
});

describe('identify', () => {
  test('keeps one accelerator at work for a moment', async () => {
    const bench = await benchWith(2);
    const identifying = bench.service.identify('virtual-2');
    expect(await bench.states()).toEqual(['ready', 'identifying']);
    unwrap(await identifying);
    expect(await bench.states()).toEqual(['ready', 'ready']);
  });
});

describe('a removed device', () => {
  test('is off the list', async () => {
    const bench = await benchWith(2);
    unwrap(await bench.service.remove('virtual-1'));
    await bench.states();
    expect(bench.devices.map(({ id }) => id)).toEqual(['virtual-2']);
  });
});
