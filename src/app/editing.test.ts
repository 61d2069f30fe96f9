import { describe, expect, test } from 'vitest';
import { shownPlan, shownStrategy } from './plan-choice.ts';
import { createTestApp, fixtureSource } from './testing/test-app.ts';
import type { TestApp } from './testing/test-app.ts';

async function openBalanced(): Promise<TestApp['app']> {
  const { app } = createTestApp();
  app.open(fixtureSource('mobilenet_v1_0.25_128_quant'));
  await app.whenIdle();
  app.editing.chooseStrategy('balanced');
  return app;
}

const cutsOf = (app: TestApp['app']): readonly number[] | undefined =>
  app.store.state.manual?.cutAfterDepths;

describe('a cut', () => {
  test("that is moved makes the plan the person's own", async () => {
    const app = await openBalanced();
    const before = shownPlan(app.store.state);
    const firstCut = before?.segments[0]?.lastDepth ?? 0;
    app.editing.moveCut(0, firstCut - 2, true);
    expect(shownStrategy(app.store.state)).toBe('manual');
    expect(shownPlan(app.store.state)?.segments[0]?.lastDepth).toBe(firstCut - 2);
    expect(app.store.state.manual?.startedFrom).toBe('balanced');
    expect(shownPlan(app.store.state)?.speedupOverSingle).not.toBeNull();
    expect(app.store.state.strategies[0]?.name).toBe('manual');
  });

  test('does not pass its neighbours', async () => {
    const app = await openBalanced();
    app.editing.moveCut(1, 0, true);
    const cuts = cutsOf(app) ?? [];
    expect(cuts).toEqual([...cuts].sort((a, b) => a - b));
    expect(new Set(cuts).size).toBe(cuts.length);
  });

  test('that is dragged is one step for undo', async () => {
    const app = await openBalanced();
    app.editing.moveCut(0, 5, false);
    app.editing.moveCut(0, 6, false);
    app.editing.moveCut(0, 7, true);
    expect(cutsOf(app)?.[0]).toBe(7);
    app.editing.undo();
    expect(shownStrategy(app.store.state)).toBe('balanced');
    app.editing.redo();
    expect(cutsOf(app)?.[0]).toBe(7);
  });

  test('that comes back to where it was leaves no step', async () => {
    const app = await openBalanced();
    app.editing.moveCut(0, 5, true);
    app.editing.moveCut(0, 6, false);
    app.editing.moveCut(0, 5, true);
    app.editing.undo();
    expect(shownStrategy(app.store.state)).toBe('balanced');
  });

  test('that is added takes one more device where there is none to spare', async () => {
    const app = await openBalanced();
    app.editing.addCut(20);
    await app.whenIdle();
    expect(cutsOf(app)).toHaveLength(4);
    expect(app.store.state.setUp.devices).toHaveLength(5);
    expect(shownPlan(app.store.state)?.segments).toHaveLength(5);
    app.editing.undo();
    await app.whenIdle();
    expect(app.store.state.setUp.devices).toHaveLength(4);
    expect(shownPlan(app.store.state)?.segments).toHaveLength(4);
  });

  test('is not added to a plan of sixteen segments', async () => {
    const app = await openBalanced();
    app.editing.setDeviceCount(16);
    await app.whenIdle();
    app.editing.addCut(20);
    expect(app.store.state.manual).toBeNull();
    expect(app.store.state.announcement).toMatch(/at most 16 devices/);
  });

  test('that is removed leaves its device unused', async () => {
    const app = await openBalanced();
    app.editing.removeCut(2);
    expect(shownPlan(app.store.state)?.segments).toHaveLength(3);
    expect(app.store.state.setUp.devices).toHaveLength(4);
  });
});

describe('undo and redo', () => {
  test('go through devices, batch and strategy, back to the start', async () => {
    const app = await openBalanced();
    app.editing.setDeviceCount(2);
    app.editing.setBatch(30);
    app.editing.chooseStrategy('compiler');
    for (let step = 0; step < 4; step++) app.editing.undo();
    await app.whenIdle();
    expect(app.store.state).toMatchObject({
      chosenStrategy: null,
      setUp: { batch: 15, devices: { length: 4 } },
      canUndo: false,
      canRedo: true,
    });
    for (let step = 0; step < 4; step++) app.editing.redo();
    await app.whenIdle();
    expect(app.store.state).toMatchObject({
      chosenStrategy: 'compiler',
      setUp: { batch: 30, devices: { length: 2 } },
      canRedo: false,
    });
  });

  test('open the model before, with its cuts', async () => {
    const app = await openBalanced();
    app.editing.moveCut(0, 5, true);
    const cuts = cutsOf(app);
    app.open(fixtureSource('dense_256'));
    await app.whenIdle();
    expect(cutsOf(app)).toBeUndefined();
    app.editing.undo();
    await app.whenIdle();
    expect(app.store.state.model?.name).toBe('mobilenet_v1_0.25_128_quant');
    expect(cutsOf(app)).toEqual(cuts);
    expect(shownStrategy(app.store.state)).toBe('manual');
  });
});

describe("the person's own cuts", () => {
  test('are worked out again for other devices', async () => {
    const app = await openBalanced();
    app.editing.moveCut(0, 5, true);
    const fast = shownPlan(app.store.state)?.bottleneckMs ?? 0;
    app.editing.setDevices(
      app.store.state.setUp.devices.map((device) => ({ ...device, link: 'usb2' })),
    );
    await app.whenIdle();
    expect(shownPlan(app.store.state)?.bottleneckMs).toBeGreaterThan(fast);
  });

  test('say so when there are too few devices for them', async () => {
    const app = await openBalanced();
    app.editing.moveCut(0, 5, true);
    app.editing.setDeviceCount(2);
    await app.whenIdle();
    expect(app.store.state.strategies[0]?.state).toMatchObject({
      kind: 'failed',
      failure: { code: 'partition/too-few-devices' },
    });
  });
});
