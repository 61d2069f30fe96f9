import { describe, expect, test } from 'vitest';
import { decodeLink } from '../share/index.ts';
import type { SharedResult } from '../share/index.ts';
import { Address } from './address.ts';
import { parseFragment } from './address-text.ts';
import { shownPlan } from './plan-choice.ts';
import { FakeHistory } from './testing/fake-history.ts';
import { createTestApp, fixtureSource, MemorySessions } from './testing/test-app.ts';
import type { TestApp, TestAppOptions } from './testing/test-app.ts';

const MOBILENET = fixtureSource('mobilenet_v1_0.25_128_quant');
const OTHER = fixtureSource('dense_256');

/** However busy this computer is. */
const LATE = { timeout: 20_000 };

interface Visit extends TestApp {
  readonly address: Address;
  readonly history: FakeHistory;
  readonly idle: () => Promise<void>;
}

/** A page over a history of its own. */
function visit(history = new FakeHistory(), options: TestAppOptions = {}): Visit {
  const opened = createTestApp(options);
  const address = new Address(opened.app, history);
  const idle = async (): Promise<void> => {
    await opened.app.whenIdle();
    await address.whenIdle();
  };
  return { ...opened, address, history, idle };
}

/** A visit with a small model open and its address written. */
async function planned(options: TestAppOptions = {}): Promise<Visit> {
  const page = visit(new FakeHistory(), options);
  page.app.open(MOBILENET);
  await page.idle();
  return page;
}

function resultIn({ history }: Visit): SharedResult {
  const { link } = parseFragment(history.fragment);
  const decoded = decodeLink(link ?? '');
  if (!decoded.ok) throw new Error(`${history.fragment} holds no result`);
  return decoded.value;
}

describe('the address of a plan', () => {
  test('is its view and a link to its result, and takes the place of what was there', async () => {
    const page = await planned();
    expect(page.history.entries).toHaveLength(1);
    expect(parseFragment(page.history.fragment).view).toBe('plan');
    const plan = shownPlan(page.app.store.state);
    expect(resultIn(page).plan.bottleneckMs).toBeCloseTo(plan?.bottleneckMs ?? 0, 2);
  });

  test('tells no name and no environment that nobody asked it to tell', async () => {
    const page = await planned();
    expect(resultIn(page)).toMatchObject({ model: { name: null }, environment: null });
  });

  test('is written once for a drag, when it ends', async () => {
    const page = await planned();
    const { app, history } = page;
    const before = history.fragment;
    for (const depth of [3, 4, 5, 6]) {
      app.editing.moveCut(0, depth, false);
      await page.address.whenIdle();
    }
    expect(history.fragment).toBe(before);
    app.editing.moveCut(0, 7, true);
    await page.idle();
    expect(history.entries).toHaveLength(2);
    const [cut] = app.store.state.manual?.cutAfterDepths ?? [];
    expect(resultIn(page).plan.cuts[0]?.afterDepth).toBe(cut);
    expect(history.writes.filter((write) => write === 'push')).toHaveLength(1);
  });

  test.each<[what: string, change: (page: Visit) => void]>([
    [
      'another strategy',
      ({ app }) => {
        app.editing.chooseStrategy('balanced');
      },
    ],
    [
      'another number of devices',
      ({ app }) => {
        app.editing.setDeviceCount(2);
      },
    ],
    [
      'another batch',
      ({ app }) => {
        app.editing.setBatch(40);
      },
    ],
    [
      'a cut more',
      ({ app }) => {
        app.editing.addCut(2);
      },
    ],
    [
      'another view',
      ({ app }) => {
        app.showView('model');
      },
    ],
    [
      'another model',
      ({ app }) => {
        app.open(OTHER);
      },
    ],
  ])('is a step of the history for %s, once', async (_, change) => {
    const page = await planned();
    change(page);
    await page.idle();
    expect(page.history.entries).toHaveLength(2);
    expect(page.history.writes.filter((write) => write === 'push')).toHaveLength(1);
  });

  test('follows a better plan that is found later without a step', async () => {
    const page = visit();
    const release = page.hold('plan:optimal');
    page.app.open(MOBILENET);
    await expect.poll(() => shownPlan(page.app.store.state)?.strategy, LATE).toBe('balanced');
    await page.address.whenIdle();
    expect(resultIn(page).plan.strategy).toBe('balanced');
    release();
    await page.idle();
    expect(resultIn(page).plan.strategy).toBe('optimal');
    expect(page.history.entries).toHaveLength(1);
  });

  test('makes no step of what a verification pins', async () => {
    const page = await planned();
    page.app.verify();
    await page.idle();
    expect(page.app.store.state.chosenStrategy).not.toBeNull();
    expect(page.history.entries).toHaveLength(1);
  });

  test('names the view alone as soon as everything is forgotten', async () => {
    const page = await planned();
    const forgetting = page.app.forget();
    expect(page.history.fragment).toBe('plan');
    await forgetting;
    await page.idle();
    expect(page.history.fragment).toBe('plan');
    expect(page.history.entries).toHaveLength(1);
  });
});

describe('the history after everything is forgotten', () => {
  /** Somebody who took steps, stands in the middle of them, and forgets. */
  async function forgotten(canGoToFirst: boolean): Promise<Visit> {
    const page = await planned();
    page.history.canGoToFirst = canGoToFirst;
    for (const count of [2, 3, 5]) {
      page.app.editing.setDeviceCount(count);
      await page.idle();
    }
    page.history.go(-1);
    await page.idle();
    await page.app.forget();
    await page.idle();
    return page;
  }

  test('has no entry with a result in it, before or after the present one', async () => {
    const { history } = await forgotten(true);
    expect(history.entries.map(({ fragment }) => fragment)).toEqual(['plan', 'plan']);
  });

  test.each([true, false])(
    'shows the page as it is on every entry, and takes its result away (entries can be dropped: %s)',
    async (canGoToFirst) => {
      const page = await forgotten(canGoToFirst);
      const { history, app } = page;
      for (const steps of [-1, -1, -1, 1, 1, 1]) {
        history.go(steps);
        await page.idle();
        expect(app.store.state).toMatchObject({ model: null, shared: { kind: 'none' } });
        expect(history.fragment).toBe('plan');
      }
      expect(history.entries.filter(({ fragment }) => fragment !== 'plan')).toEqual([]);
    },
  );

  test('keeps the model that was opened since, on an entry from before', async () => {
    const page = await forgotten(false);
    page.app.open(OTHER);
    await page.idle();
    const { fragment } = page.history;
    page.history.go(-1);
    await page.idle();
    expect(page.app.store.state.model?.name).toBe('dense_256');
    expect(page.history.fragment).toBe(fragment);
  });

  test('starts afresh where the tab comes back to an entry from before', async () => {
    const before = await planned();
    const history = new FakeHistory(before.history.fragment, before.history.state);
    history.countForget();
    const page = visit(history);
    await page.address.start();
    expect(page.app.store.state.shared.kind).toBe('none');
    expect(parseFragment(history.fragment)).toEqual({ view: 'plan', link: null });
  });

  test('still opens a link that somebody pastes', async () => {
    const page = await forgotten(true);
    const other = await planned();
    page.history.type(parseFragment(other.history.fragment).link ?? '');
    await page.idle();
    expect(page.app.store.state.shared).toMatchObject({ kind: 'open', isInFront: true });
  });

  test('loses a link that was on show, and one that was followed and never changed', async () => {
    const other = await planned();
    const page = visit(new FakeHistory(parseFragment(other.history.fragment).link ?? ''));
    page.history.canGoToFirst = false;
    await page.address.start();
    await page.idle();
    page.app.open(OTHER);
    await page.idle();
    page.app.showShared();
    await page.idle();
    await page.app.forget();
    await page.idle();
    expect(page.history.fragment).toBe('plan');
    page.history.go(-2);
    await page.idle();
    expect(page.app.store.state.shared.kind).toBe('none');
    expect(page.history.fragment).toBe('plan');
  });
});

describe('Back and Forward', () => {
  test('bring cuts, strategy and set-up back exactly', async () => {
    const page = await planned();
    const { app, history } = page;
    const first = shownPlan(app.store.state);
    app.editing.setDeviceCount(3);
    await page.idle();
    app.editing.setCuts([4, 11]);
    await page.idle();
    const third = shownPlan(app.store.state);
    history.go(-1);
    await page.idle();
    expect(app.store.state.manual).toBeNull();
    expect(app.store.state.setUp.devices).toHaveLength(3);
    history.go(-1);
    await page.idle();
    expect(shownPlan(app.store.state)).toEqual(first);
    history.go(2);
    await page.idle();
    expect(shownPlan(app.store.state)).toEqual(third);
    expect(history.entries).toHaveLength(3);
  });

  test('bring the view back, and leave the plan alone', async () => {
    const page = await planned();
    page.app.showView('run');
    page.app.showView('model');
    const { setUp } = page.app.store.state;
    page.history.go(-1);
    expect(page.app.store.state.view).toBe('run');
    page.history.go(-1);
    await page.idle();
    expect(page.app.store.state.view).toBe('plan');
    expect(page.app.store.state.setUp).toBe(setUp);
    expect(page.history.entries).toHaveLength(3);
  });

  test('open the model before again', async () => {
    const page = await planned();
    page.app.editing.setDeviceCount(2);
    await page.idle();
    page.app.open(OTHER);
    await page.idle();
    page.history.go(-1);
    await page.idle();
    expect(page.app.store.state.model?.name).toBe('mobilenet_v1_0.25_128_quant');
    expect(page.app.store.state.setUp.devices).toHaveLength(2);
    expect(page.history.entries).toHaveLength(3);
  });

  test('are steps that undo takes back', async () => {
    const page = await planned();
    page.app.editing.setDeviceCount(2);
    await page.idle();
    page.history.go(-1);
    await page.idle();
    expect(page.app.store.state.setUp.devices).toHaveLength(4);
    page.app.editing.undo();
    await page.idle();
    expect(page.app.store.state.setUp.devices).toHaveLength(2);
  });

  test('keep what compiled files said of the segments', async () => {
    const page = await planned();
    const facts = [{ operators: [0, 1], stageMs: 3 }];
    page.app.editing.setFacts(facts);
    await page.idle();
    page.history.go(-1);
    await page.idle();
    expect(page.app.store.state.setUp.facts).toBeUndefined();
    page.history.go(1);
    await page.idle();
    expect(page.app.store.state.setUp.facts).toBe(facts);
  });
});

describe('a visit that starts at an address', () => {
  test('with a link shows the result alone', async () => {
    const { history } = await planned();
    const { link } = parseFragment(history.fragment);
    const page = visit(new FakeHistory(link ?? ''));
    await page.address.start();
    await page.idle();
    expect(page.app.store.state).toMatchObject({ model: null, shared: { isInFront: true } });
    expect(page.history.fragment).toBe(link);
    expect(page.history.entries).toHaveLength(1);
  });

  test('with a link keeps it on the way to its files', async () => {
    const { history } = await planned();
    const { link } = parseFragment(history.fragment);
    const page = visit(new FakeHistory(link ?? ''));
    await page.address.start();
    page.app.showView('share');
    await page.idle();
    expect(page.history.fragment).toBe(link);
    expect(page.history.entries).toHaveLength(1);
  });

  test('that was copied while a view was on show shows the result alone, too', async () => {
    const { history } = await planned();
    const page = visit(new FakeHistory(history.fragment));
    await page.address.start();
    expect(page.app.store.state.shared).toMatchObject({ kind: 'open', isInFront: true });
  });

  test('with a view shows that view', async () => {
    const page = visit(new FakeHistory('model'));
    await page.address.start();
    await page.idle();
    expect(page.app.store.state.view).toBe('model');
    expect(page.app.store.state.model?.name).toBe('ResNet-50');
    expect(parseFragment(page.history.fragment)).toMatchObject({ view: 'model' });
  });

  test('that was reloaded goes on where it was', async () => {
    const sessions = new MemorySessions();
    const before = await planned({ sessions });
    before.app.editing.setDeviceCount(3);
    before.app.editing.setCuts([4, 11]);
    await before.idle();
    await expect
      .poll(() => sessions.load(), LATE)
      .toMatchObject({ manual: { cutAfterDepths: [4, 11] } });
    const { fragment, state } = before.history;
    const page = visit(new FakeHistory(fragment, state), { sessions });
    await page.address.start();
    await page.idle();
    expect(page.app.store.state.shared.kind).toBe('none');
    expect(page.app.store.state.manual?.cutAfterDepths).toEqual([4, 11]);
    expect(page.history.fragment).toBe(fragment);
  });

  test('that was reloaded after another tab kept another model shows the result as a link', async () => {
    const before = await planned();
    const { fragment, state } = before.history;
    const page = visit(new FakeHistory(fragment, state));
    await page.address.start();
    await page.idle();
    expect(page.app.store.state.model?.name).toBe('ResNet-50');
    expect(page.app.store.state.shared).toMatchObject({ kind: 'open', isInFront: true });
  });

  test('whose kept state is not ours takes it for a link', async () => {
    const { history } = await planned();
    const page = visit(new FakeHistory(history.fragment, { reef: { kind: 'live', view: 'plan' } }));
    await page.address.start();
    expect(page.app.store.state.shared).toMatchObject({ kind: 'open', isInFront: true });
  });

  test('with a link that cannot be read keeps it until the person goes on', async () => {
    const page = visit(new FakeHistory('v1.AAAA'));
    await page.address.start();
    await page.idle();
    expect(page.app.store.state.shared.kind).toBe('failed');
    expect(page.history.fragment).toBe('v1.AAAA');
    page.app.closeShared();
    await page.idle();
    expect(page.history.entries).toHaveLength(1);
    expect(resultIn(page).model.operatorCount).toBeGreaterThan(0);
  });
});

describe('a link that is pasted into an open tab', () => {
  test('opens, and Back goes to what was there', async () => {
    const other = await planned();
    const { link } = parseFragment(other.history.fragment);
    const page = visit();
    page.app.open(OTHER);
    await page.idle();
    page.history.type(link ?? '');
    await page.idle();
    expect(page.app.store.state.shared).toMatchObject({ kind: 'open', isInFront: true });
    page.history.go(-1);
    await page.idle();
    expect(page.app.store.state.shared).toMatchObject({ isInFront: false });
    expect(page.app.store.state.model?.name).toBe('dense_256');
    expect(page.history.entries).toHaveLength(2);
  });

  test('of the open model becomes its plan, in the same step', async () => {
    const other = await planned();
    other.app.editing.setCuts([4, 11]);
    await other.idle();
    const { link } = parseFragment(other.history.fragment);
    const page = await planned();
    page.history.type(link ?? '');
    await page.idle();
    expect(page.app.store.state.manual?.cutAfterDepths).toEqual([4, 11]);
    expect(page.history.entries).toHaveLength(2);
    page.history.go(-1);
    await page.idle();
    expect(page.app.store.state.manual).toBeNull();
    expect(page.history.entries).toHaveLength(2);
  });

  test('is made live by its model in the same step; another model is one more', async () => {
    const other = await planned();
    const { link } = parseFragment(other.history.fragment);
    const page = visit(new FakeHistory(link ?? ''));
    await page.address.start();
    page.app.open(OTHER);
    await page.idle();
    expect(page.history.entries).toHaveLength(2);
    page.history.go(-1);
    await page.idle();
    expect(page.app.store.state.shared).toMatchObject({ isInFront: true });
    page.app.open(MOBILENET);
    await page.idle();
    expect(page.history.entries).toHaveLength(2);
    expect(page.app.store.state.shared).toMatchObject({ isInFront: false });
  });
});
