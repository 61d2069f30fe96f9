import { describe, expect, test } from 'vitest';
import { INITIAL_STATE } from './initial-state.ts';
import { parseKeptSession } from './kept-session.ts';
import { createTestApp, fixtureSource, MemorySessions } from './testing/test-app.ts';

const START = { isViewGiven: false };

/** Longer than the pause after which edits are written. */
const SAVED_MS = 600;

describe('what is kept on this computer', () => {
  test('comes back on the next visit: model, devices, strategy, cuts, view', async () => {
    const sessions = new MemorySessions();
    const first = createTestApp({ sessions }).app;
    first.open(fixtureSource('mobilenet_v1_0.25_128_quant'));
    await first.whenIdle();
    first.editing.setDeviceCount(3);
    await first.whenIdle();
    first.editing.moveCut(0, 5, true);
    first.showView('model');
    await new Promise((resolve) => setTimeout(resolve, SAVED_MS));

    const second = createTestApp({ sessions });
    await second.app.start(START);
    await second.app.whenIdle();
    const { state } = second.app.store;
    expect(state.model?.name).toBe('mobilenet_v1_0.25_128_quant');
    expect(state.setUp).toEqual(first.store.state.setUp);
    expect(state.manual).toEqual(first.store.state.manual);
    expect(state).toMatchObject({ view: 'model', chosenStrategy: 'manual', isKept: true });
    expect(second.isRestoring()).toBe(false);
  });

  test('is gone after "Forget", from the page too', async () => {
    const sessions = new MemorySessions();
    const { app } = createTestApp({ sessions });
    app.open(fixtureSource('dense_256'));
    await app.whenIdle();
    app.editing.setFacts([{ operators: [0], stageMs: 3 }]);
    await app.whenIdle();
    expect(sessions.isEmpty).toBe(false);
    await app.forget();
    await new Promise((resolve) => setTimeout(resolve, SAVED_MS));
    expect(sessions.isEmpty).toBe(true);
    expect(app.store.state).toMatchObject({ model: null, strategies: [], isKept: false });
    expect(app.store.state.setUp).toEqual(INITIAL_STATE.setUp);
  });

  test('is not opened by itself again when the last restore did not survive', async () => {
    const sessions = new MemorySessions();
    const first = createTestApp({ sessions }).app;
    first.open(fixtureSource('dense_256'));
    await first.whenIdle();
    await new Promise((resolve) => setTimeout(resolve, SAVED_MS));

    const { app } = createTestApp({ sessions, isRestoring: true });
    await app.start(START);
    expect(app.store.state.opening).toMatchObject({
      kind: 'failed',
      failure: { code: 'app/restore-stopped' },
    });
    // Else it could not be forgotten, which is what the failure offers.
    expect(app.store.state.isKept).toBe(true);
    app.retryOpening();
    await app.whenIdle();
    expect(app.store.state.model?.name).toBe('dense_256');
  });

  test('is simply nothing where storage is switched off', async () => {
    const sessions = new MemorySessions();
    sessions.isBroken = true;
    const { app } = createTestApp({ sessions });
    await app.start(START);
    await app.whenIdle();
    expect(app.store.state.model?.name).toBe('ResNet-50');
    expect(app.store.state.isKept).toBe(false);
  });
});

describe('a stored session', () => {
  const good = {
    source: { kind: 'sample', name: 'resnet50' },
    setUp: { isAuto: false, devices: [{ link: 'usb3', clock: 'max', bus: 0 }], batch: 15 },
    chosenStrategy: 'manual',
    manual: { cutAfterDepths: [3, 9], startedFrom: 'balanced' },
    view: 'plan',
  };

  test('is read when all of it is in range', () => {
    expect(parseKeptSession(good)).toEqual(good);
  });

  test('keeps the rates of a run with what the run was', () => {
    const measuredRates = { fixedMs: 1, inBytesPerMs: 2, outBytesPerMs: 3, label: 'measured' };
    const devices = [{ link: 'usb3', clock: 'max', bus: 0, measuredRates }];
    const kept = { ...good, setUp: { ...good.setUp, devices } };
    expect(parseKeptSession(kept)).toEqual(kept);
    const { label: _label, ...unlabelled } = measuredRates;
    const odd = { ...measuredRates, label: '<b>' };
    expect(
      parseKeptSession({
        ...kept,
        setUp: { ...kept.setUp, devices: [{ ...devices[0], measuredRates: odd }] },
      })?.setUp.devices[0]?.measuredRates,
    ).toEqual(unlabelled);
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['no source', { ...good, source: undefined }],
    ['an unknown source', { ...good, source: { kind: 'url', name: 'x' } }],
    ['no devices', { ...good, setUp: { ...good.setUp, devices: [] } }],
    [
      'an unknown link',
      { ...good, setUp: { ...good.setUp, devices: [{ link: 'x', clock: 'max', bus: 0 }] } },
    ],
    [
      '17 devices',
      { ...good, setUp: { ...good.setUp, devices: Array(17).fill(good.setUp.devices[0]) } },
    ],
    ['a batch of 0', { ...good, setUp: { ...good.setUp, batch: 0 } }],
  ])('with %s is not one', (_, stored) => {
    expect(parseKeptSession(stored)).toBeNull();
  });

  test('loses cuts that are no ascending depths, and the choice of them', () => {
    const manual = { cutAfterDepths: [9, 3], startedFrom: 'balanced' };
    expect(parseKeptSession({ ...good, manual })).toMatchObject({
      manual: null,
      chosenStrategy: null,
    });
  });
});
