import { describe, expect, test } from 'vitest';
import { standInFirmware } from '../workers/runner-stand-in.ts';
import { loadFixture } from '../tflite/testing/models.ts';
import type { App } from './app.ts';
import { shownPlan } from './plan-choice.ts';
import { planByEstimate, planWithFacts } from './run-compiled-facts.ts';
import type { RunControl } from './run-control.ts';
import { ratesOfRun } from './run-control.ts';
import { toDeviceSpecs } from './set-up.ts';
import { compileSegments } from './testing/compiled-files.ts';
import { createTestApp, fixtureSource } from './testing/test-app.ts';
import { MemoryFirmware, testRunPlatform, type TestRunOptions } from './testing/test-run.ts';

const MODEL = 'mobilenet_v1_0.25_128_quant';

interface Page {
  readonly app: App;
  readonly run: RunControl;
}

async function openPage(options: TestRunOptions = {}, deviceCount = 2): Promise<Page> {
  const { app } = createTestApp({
    loadRunPlatform: () => Promise.resolve(testRunPlatform(options)),
  });
  app.open(fixtureSource(MODEL));
  app.editing.setDeviceCount(deviceCount);
  await app.whenIdle();
  const run = await app.running.load();
  run.change({ inferences: 4 });
  await app.whenIdle();
  return { app, run };
}

async function addVirtual({ app, run }: Page, count = 2): Promise<void> {
  run.devices.addVirtual(toDeviceSpecs(app.store.state.setUp).slice(0, count), false);
  await settled(run, count);
}

/** The list of devices is told in a turn of its own. */
async function settled(run: RunControl, count: number): Promise<void> {
  await expect.poll(() => run.store.state.situation.devices.length).toBe(count);
}

async function runToEnd({ app, run }: Page): Promise<void> {
  run.execution.run();
  await app.whenIdle();
}

describe('a run', () => {
  test('goes from the plan on show to verified figures, drawing itself on the way', async () => {
    const page = await openPage();
    await addVirtual(page);
    const phases = new Set<string>();
    let longestTimeline = 0;
    page.run.store.subscribe(({ activity }) => {
      if (activity.kind !== 'running') return;
      if (activity.live.phase !== null) phases.add(activity.live.phase.kind);
      longestTimeline = Math.max(longestTimeline, activity.live.timeline.length);
    });
    await runToEnd(page);
    const { activity, result } = page.run.store.state;
    expect(activity.kind).toBe('idle');
    expect(result?.report.run?.verification.kind).toBe('equal');
    expect(result?.stageDevices.flat().map(({ name }) => name)).toEqual(['Virtual 1', 'Virtual 2']);
    expect([...phases]).toContain('running');
    expect(longestTimeline).toBe(8);
    expect(page.app.store.state.lastRun).toBe(result);
    expect(page.app.store.state.announcement).toContain('Verified');
  });

  test('does nothing while a device is missing', async () => {
    const page = await openPage();
    await addVirtual(page, 1);
    await runToEnd(page);
    expect(page.run.store.state.activity.kind).toBe('idle');
    expect(page.run.store.state.result).toBeNull();
  });

  test('is cancelled in the middle and keeps what was measured', async () => {
    const page = await openPage();
    await addVirtual(page);
    page.run.change({ inferences: 2000 });
    const unsubscribe = page.run.store.subscribe(({ activity }) => {
      if (activity.kind === 'running' && activity.live.finished > 2) page.run.execution.cancel();
    });
    await runToEnd(page);
    unsubscribe();
    expect(page.run.store.state.result?.report).toMatchObject({
      isCancelled: true,
      run: { isPartial: true },
    });
  });

  test('says which device was lost, and works again once that is back', async () => {
    const page = await openPage();
    await addVirtual(page);
    page.run.change({ inferences: 2000 });
    const unsubscribe = page.run.store.subscribe(({ activity }) => {
      if (activity.kind !== 'running' || activity.live.finished < 2) return;
      unsubscribe();
      page.run.devices.setPlugged('virtual-2', false);
    });
    await runToEnd(page);
    const { result } = page.run.store.state;
    expect(result).toMatchObject({ wasLost: true, failedDeviceName: 'Virtual 2' });
    page.run.change({ inferences: 4 });
    page.run.devices.setPlugged('virtual-2', true);
    await expect
      .poll(() => page.run.store.state.situation.devices.map(({ state }) => state))
      .toEqual(['ready', 'ready']);
    await runToEnd(page);
    expect(page.run.store.state.result?.report.run?.verification.kind).toBe('equal');
  });

  test('that cannot start says why, and goes with the next one', async () => {
    const page = await openPage();
    await addVirtual(page);
    page.run.change({ input: { kind: 'file', file: new Blob(['abc']), name: 'abc.bin' } });
    await runToEnd(page);
    expect(page.run.store.state.activity).toMatchObject({
      kind: 'failed',
      failure: { code: 'bench/wrong-input' },
    });
    page.run.change({ input: { kind: 'zeros' } });
    await runToEnd(page);
    expect(page.run.store.state.activity.kind).toBe('idle');
    expect(page.run.store.state.result?.report.run).not.toBeNull();
  });

  test('goes with its model', async () => {
    const page = await openPage();
    await addVirtual(page);
    await runToEnd(page);
    page.app.open(fixtureSource('dense_256'));
    await page.app.whenIdle();
    expect(page.run.store.state.result).toBeNull();
    expect(page.app.store.state.lastRun).toBeNull();
  });
});

describe('other devices than planned', () => {
  test('are planned for on request, and undo goes back', async () => {
    const page = await openPage({}, 4);
    page.run.devices.addVirtual(
      [
        { link: 'usb3', clock: 'max', bus: 0 },
        { link: 'usb2', clock: 'max', bus: 1 },
      ],
      false,
    );
    await settled(page.run, 2);
    page.run.planForConnected();
    await page.app.whenIdle();
    expect(page.app.store.state.setUp.devices.map(({ link }) => link)).toEqual(['usb3', 'usb2']);
    await runToEnd(page);
    expect(page.run.store.state.result?.report.run?.verification.kind).toBe('equal');
    page.app.editing.undo();
    await page.app.whenIdle();
    expect(page.app.store.state.setUp.devices).toHaveLength(4);
  });

  test('two devices swap their stages', async () => {
    const page = await openPage();
    await addVirtual(page);
    page.run.chooseDevice(0, 0, 'virtual-2');
    await runToEnd(page);
    const names = page.run.store.state.result?.stageDevices.flat().map(({ name }) => name);
    expect(names).toEqual(['Virtual 2', 'Virtual 1']);
  });
});

describe('measured rates', () => {
  test('of a run feed the next plan until they are taken back', async () => {
    const page = await openPage();
    const rates = { fixedMs: 0.5, inBytesPerMs: 120_000, outBytesPerMs: 80_000 };
    page.run.devices.addVirtual(
      toDeviceSpecs(page.app.store.state.setUp).map((spec) => ({ ...spec, measuredRates: rates })),
      false,
    );
    await settled(page.run, 2);
    await runToEnd(page);
    const { result } = page.run.store.state;
    const [fitted] = result === null ? [] : ratesOfRun(result);
    expect(Math.abs((fitted?.rates.inBytesPerMs ?? 0) / rates.inBytesPerMs - 1)).toBeLessThan(0.03);
    const before = shownPlan(page.app.store.state)?.bottleneckMs ?? 0;
    page.run.useMeasuredRates();
    await page.app.whenIdle();
    expect(shownPlan(page.app.store.state)?.bottleneckMs).toBeGreaterThan(before * 1.2);
    const { devices } = page.app.store.state.setUp;
    // A virtual accelerator's rates are never passed on as measured ones.
    expect(devices[0]?.measuredRates?.label).toBe('simulated');
    page.app.editing.planForDevices(devices.map(({ link, clock, bus }) => ({ link, clock, bus })));
    await page.app.whenIdle();
    expect(shownPlan(page.app.store.state)?.bottleneckMs).toBeCloseTo(before, 9);
  });

  test('go when the link is set to another one', async () => {
    const { app } = await openPage();
    const measuredRates = { fixedMs: 1, inBytesPerMs: 1000, outBytesPerMs: 1000 };
    app.editing.planForDevices([{ link: 'usb3', clock: 'max', bus: 0, measuredRates }]);
    app.editing.setDevices([{ link: 'usb2', clock: 'max', bus: 0, measuredRates }]);
    await app.whenIdle();
    expect(app.store.state.setUp.devices).toEqual([{ link: 'usb2', clock: 'max', bus: 0 }]);
  });
});

describe('firmware', () => {
  test('is asked for once: it is loaded at once, kept, and there at the next visit', async () => {
    const firmware = new MemoryFirmware();
    const first = await openPage({ firmware });
    first.run.devices.addVirtual([{ link: 'usb3', clock: 'max', bus: 0 }], true);
    await settled(first.run, 1);
    const file = new File([standInFirmware()], 'image.bin');
    first.run.devices.useFirmware(file);
    await first.app.whenIdle();
    await expect
      .poll(() => first.run.store.state.situation.devices[0]?.state)
      .toBe('needs-permission');
    first.run.devices.prepare('virtual-1');
    await expect.poll(() => first.run.store.state.situation.devices[0]?.state).toBe('ready');
    const second = await openPage({ firmware });
    await expect.poll(() => second.run.store.state.situation.firmware?.name).toBe('image.bin');
    second.run.devices.forgetFirmware();
    await expect.poll(() => second.run.store.state.situation.firmware).toBeNull();
    expect(firmware.kept).toBeNull();
  });

  test('that is none is refused with the reason', async () => {
    const { run, app } = await openPage();
    run.devices.useFirmware(new File(['no firmware'], 'x.bin'));
    await app.whenIdle();
    expect(run.store.state.notice?.code).toBe('usb/firmware-not-found');
    run.devices.dismissNotice();
    expect(run.store.state.notice).toBeNull();
  });
});

describe('the device picker', () => {
  const closed = {
    requestDevice: () => Promise.reject(new DOMException('No device selected.', 'NotFoundError')),
  } as unknown as USB;

  test('closed without a choice is no error', async () => {
    const { run, app } = await openPage({ usb: closed });
    run.devices.connect();
    await app.whenIdle();
    expect(run.store.state.notice).toBeNull();
  });

  test('is missed in a browser without WebUSB, with a way on', async () => {
    const { run } = await openPage();
    run.devices.connect();
    expect(run.store.state.notice?.hint).toContain('Virtual accelerators');
  });
});

describe('compiled files', () => {
  test('are matched to the segments of the plan, or listed with the reason', async () => {
    const page = await openPage({}, 1);
    page.run.compiled.add([
      new File([loadFixture(`${MODEL}_edgetpu`)], 'some name.tflite'),
      new File([loadFixture('dense_256_edgetpu')], 'dense_256_edgetpu.tflite'),
    ]);
    await page.app.whenIdle();
    const { compiled } = page.run.store.state;
    expect(compiled?.files.map((file) => file?.name)).toEqual(['some name.tflite']);
    expect(compiled?.facts[0]?.cachedBytes).toBeGreaterThan(100_000);
    expect(compiled?.unmatched.map(({ name }) => name)).toEqual(['dense_256_edgetpu.tflite']);
  });

  test('still count for segments that a moved cut leaves alone', async () => {
    const page = await openPage({}, 3);
    page.app.editing.chooseStrategy('balanced');
    await page.app.whenIdle();
    const { segments } = shownPlan(page.app.store.state) ?? { segments: [] };
    const files = compileSegments(loadFixture(MODEL), MODEL, { segments }).map(
      ({ name, compiled }) => new File([compiled], `${name}.tflite`),
    );
    page.run.compiled.add(files);
    await page.app.whenIdle();
    const before = page.run.store.state.compiled;
    expect(before?.files.every((file) => file !== null)).toBe(true);
    expect(before?.refinement).toEqual({ kind: 'nothing-to-save' });
    page.app.editing.moveCut(1, (segments[1]?.lastDepth ?? 0) - 1, true);
    await page.app.whenIdle();
    const after = page.run.store.state.compiled;
    expect(after?.files.map((file) => file !== null)).toEqual([true, false, false]);
    expect(after?.refinement).toBeNull();
    expect(after?.unmatched).toEqual([]);
  });

  test('that stream more than estimated slow the plan on show down, and what they say replaces the estimate', async () => {
    const page = await openPage({}, 2);
    page.app.editing.chooseStrategy('balanced');
    await page.app.whenIdle();
    const plan = shownPlan(page.app.store.state);
    if (plan === null) throw new Error('There is a plan');
    const outputs = compileSegments(loadFixture(MODEL), MODEL, plan, 200_000);
    const streamed = outputs.map(({ streamedBytes }) => streamedBytes);
    expect(Math.max(...streamed)).toBeGreaterThan(0);
    page.run.compiled.add(
      outputs.map(({ name, compiled }) => new File([compiled], `${name}.tflite`)),
    );
    await page.app.whenIdle();
    const { compiled } = page.run.store.state;
    expect(compiled?.facts.map(({ streamedBytes }) => streamedBytes)).toEqual(streamed);
    const { model, setUp } = page.app.store.state;
    const subject = { model: model!, devices: setUp.devices };
    const known = planWithFacts(plan, compiled?.facts ?? [], subject);
    expect(known.segments.map(({ streamedBytes }) => streamedBytes)).toEqual(streamed);
    expect(known.bottleneckMs).toBeGreaterThan(plan.bottleneckMs);
    expect(planByEstimate(known, subject).bottleneckMs).toBeCloseTo(plan.bottleneckMs, 9);
    expect(compiled?.refinement?.kind).toBe('move');
    await addVirtual(page);
    await runToEnd(page);
    const stages = page.run.store.state.result?.report.run?.stages ?? [];
    expect(stages.map(({ estimatedMs }) => estimatedMs)).toEqual(
      known.segments.map(({ stageMs }) => stageMs),
    );
  });
});

describe('logs of the compiler', () => {
  test('alone say what is streamed and what maps; with the file, the file counts', async () => {
    const page = await openPage({}, 2);
    page.app.editing.chooseStrategy('balanced');
    await page.app.whenIdle();
    const plan = shownPlan(page.app.store.state);
    if (plan === null) throw new Error('There is a plan');
    const outputs = compileSegments(loadFixture(MODEL), MODEL, plan, 200_000);
    page.run.compiled.add(
      outputs.map(({ name, printed }) => new File([printed], `${name}_compiler.log`)),
    );
    await page.app.whenIdle();
    const printed = page.run.store.state.compiled;
    expect(printed?.files).toEqual([null, null]);
    expect(printed?.segments.map((one) => one?.from)).toEqual(['log', 'log']);
    const last = outputs.length - 1;
    const exact = outputs[last]?.streamedBytes ?? 0;
    expect(Math.abs((printed?.facts[last]?.streamedBytes ?? 0) - exact)).toBeLessThan(5300);
    expect(printed?.refinement?.kind).toBe('move');
    page.run.compiled.add([
      ...outputs.map(({ name, compiled }) => new File([compiled], `${name}.tflite`)),
      ...outputs.map(({ name, log }) => new File([log], `${name}.log`)),
    ]);
    await page.app.whenIdle();
    const both = page.run.store.state.compiled;
    expect(both?.segments.map((one) => one?.from)).toEqual(['file', 'file']);
    expect(both?.facts[last]?.streamedBytes).toBe(exact);
    expect(both?.segments.map((one) => one?.mappedCount)).toEqual(
      plan.segments.map(({ operators }) => operators.length),
    );
    expect(both?.unmatched).toEqual([]);
  });

  test('of another cut are listed with the reason', async () => {
    const page = await openPage({}, 2);
    page.app.editing.chooseStrategy('balanced');
    await page.app.whenIdle();
    const [{ log = '' } = {}] = compileSegments(loadFixture(MODEL), MODEL, {
      segments: shownPlan(page.app.store.state)?.segments ?? [],
    });
    page.app.editing.moveCut(0, 3, true);
    await page.app.whenIdle();
    page.run.compiled.add([new File([log], 'old_edgetpu.log')]);
    await page.app.whenIdle();
    expect(page.run.store.state.compiled?.unmatched).toMatchObject([
      { name: 'old_edgetpu.log', reason: expect.stringContaining('another cut') as string },
    ]);
  });
});
