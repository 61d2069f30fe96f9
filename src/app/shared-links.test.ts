import { describe, expect, test } from 'vitest';
import { decodeLink, encodeLink } from '../share/index.ts';
import type { SharedResult } from '../share/index.ts';
import { shownPlan } from './plan-choice.ts';
import { sharedResultOfState } from './shared-result.ts';
import { createTestApp, fixtureSource } from './testing/test-app.ts';
import type { TestApp } from './testing/test-app.ts';

const MOBILENET = fixtureSource('mobilenet_v1_0.25_128_quant');
const OTHER = fixtureSource('dense_256');
const ABOUT = { toolVersion: '0.1.0', environment: null, name: 'Small' };

/** A page where somebody has cut a model by hand over three devices. */
async function edited(): Promise<TestApp> {
  const test = createTestApp();
  test.app.open(MOBILENET);
  await test.app.whenIdle();
  test.app.editing.setDeviceCount(3);
  await test.app.whenIdle();
  test.app.editing.setCuts([4, 11]);
  await test.app.whenIdle();
  return test;
}

function resultOf({ app }: TestApp): SharedResult {
  const result = sharedResultOfState(app.store.state, ABOUT);
  if (result === null) throw new Error('there is a plan');
  return result;
}

async function linkOfEdited(): Promise<string> {
  return encodeLink(resultOf(await edited()));
}

describe('the result on show, for a link', () => {
  test('has the cuts, devices and strategies of the page', async () => {
    const result = resultOf(await edited());
    expect(result.model.name).toBe('Small');
    expect(result.plan.strategy).toBe('manual');
    expect(result.plan.cuts.map(({ afterDepth }) => afterDepth)).toEqual([4, 11]);
    expect(result.devices).toHaveLength(3);
    expect(result.strategies.map(({ strategy }) => strategy)).toContain('optimal');
    expect(result.run).toBeNull();
  });

  test('is none before there is a plan', () => {
    const { app } = createTestApp();
    expect(sharedResultOfState(app.store.state, ABOUT)).toBeNull();
  });

  test('is none while the plan on show is still that of the model before', async () => {
    const { app } = await edited();
    const other = createTestApp();
    other.app.open(OTHER);
    await other.app.whenIdle();
    const { model } = other.app.store.state;
    expect(sharedResultOfState({ ...app.store.state, model }, ABOUT)).toBeNull();
  });
});

describe('opening a link', () => {
  test('shows it by itself: no model is read, nothing is planned', async () => {
    const link = await linkOfEdited();
    const { app, calls } = createTestApp();
    await app.openShared(`https://example.org/reef/#${link}`);
    expect(app.store.state.shared).toMatchObject({ kind: 'open', link, isInFront: true });
    expect(app.store.state.model).toBeNull();
    expect(calls).toEqual([]);
  });

  test('of the model that is dropped next makes its plan again', async () => {
    const before = await edited();
    const link = encodeLink(resultOf(before));
    const { app } = createTestApp();
    await app.openShared(link);
    app.open(MOBILENET);
    await app.whenIdle();
    expect(app.store.state.shared).toMatchObject({ kind: 'open', isInFront: false });
    expect(app.store.state.setUp.devices).toHaveLength(3);
    expect(shownPlan(app.store.state)).toEqual(shownPlan(before.app.store.state));
  });

  test('of the model that is open already changes the plan, as one step', async () => {
    const link = await linkOfEdited();
    const { app } = createTestApp();
    app.open(MOBILENET);
    await app.whenIdle();
    await app.openShared(link);
    await app.whenIdle();
    expect(app.store.state.shared).toMatchObject({ kind: 'open', isInFront: false });
    expect(app.store.state.manual?.cutAfterDepths).toEqual([4, 11]);
    app.editing.undo();
    await app.whenIdle();
    expect(app.store.state.manual).toBeNull();
    expect(app.store.state.setUp.devices).toHaveLength(4);
  });

  test('of a plan with the rates of a run is planned with them again, and says so on', async () => {
    const before = await edited();
    const measuredRates = {
      ...{ fixedMs: 0.5, inBytesPerMs: 120_000, outBytesPerMs: 80_000 },
      label: 'measured',
    } as const;
    const { devices } = before.app.store.state.setUp;
    before.app.editing.planForDevices(devices.map((device) => ({ ...device, measuredRates })));
    await before.app.whenIdle();
    const { app } = createTestApp();
    await app.openShared(encodeLink(resultOf(before)));
    app.open(MOBILENET);
    await app.whenIdle();
    expect(app.store.state.setUp.devices.map((device) => device.measuredRates)).toEqual(
      [0, 1, 2].map(() => measuredRates),
    );
    expect(shownPlan(app.store.state)).toEqual(shownPlan(before.app.store.state));
    const sentOn = sharedResultOfState(app.store.state, ABOUT);
    expect(sentOn?.devices[0]?.rates).toEqual(measuredRates);
  });

  test('stays a click away when another model is opened, which is planned as ever', async () => {
    const link = await linkOfEdited();
    const { app } = createTestApp();
    await app.openShared(link);
    app.open(OTHER);
    await app.whenIdle();
    expect(app.store.state.shared).toMatchObject({ kind: 'open', isInFront: false });
    expect(app.store.state.manual).toBeNull();
    expect(app.store.state.setUp.devices).toHaveLength(4);
    app.showShared();
    expect(app.store.state.shared).toMatchObject({ isInFront: true });
    app.showView('model');
    expect(app.store.state.shared).toMatchObject({ isInFront: false });
  });

  test.each([
    ['v1.AAAA', 'share/damaged'],
    ['v9.AAAA', 'share/newer-version'],
    ['something else', 'share/not-a-link'],
  ])('that cannot be read says why: %s', async (text, code) => {
    const { app } = createTestApp();
    await app.openShared(text);
    expect(app.store.state.shared).toMatchObject({ kind: 'failed', failure: { code } });
  });

  test('is called as it came, whatever the link before was to be called', async () => {
    const link = await linkOfEdited();
    const { app } = createTestApp();
    await app.openShared(link);
    app.setShareOptions({ ...app.store.state.shareOptions, linkName: 'Sent on' });
    await app.openShared(link);
    expect(app.store.state.shareOptions.linkName).toBeNull();
  });

  test('overtakes one that was opened just before', async () => {
    const link = await linkOfEdited();
    const { app } = createTestApp();
    const slow = app.openShared('v1.AAAA');
    await Promise.all([slow, app.openShared(link)]);
    expect(app.store.state.shared.kind).toBe('open');
  });
});

describe('closing a link', () => {
  test('starts the visit as it starts without one', async () => {
    const { app } = createTestApp();
    await app.openShared('v1.AAAA');
    app.closeShared();
    await app.whenIdle();
    expect(app.store.state.shared.kind).toBe('none');
    expect(app.store.state.model?.name).toBe('ResNet-50');
  });

  test('leaves the model that is open as it is', async () => {
    const link = await linkOfEdited();
    const { app } = createTestApp();
    app.open(OTHER);
    await app.whenIdle();
    await app.openShared(link);
    app.closeShared();
    await app.whenIdle();
    expect(app.store.state.model?.name).toBe('dense_256');
    expect(decodeLink(link).ok).toBe(true);
  });
});
