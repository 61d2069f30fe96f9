import { describe, expect, test } from 'vitest';
import type { App } from './app.ts';
import { MAX_PINS } from './pins.ts';
import { createTestApp, MemorySessions } from './testing/test-app.ts';

const SAMPLE = { kind: 'sample', name: 'mobilenet_v2' } as const;

async function appWithModel(sessions = new MemorySessions()): Promise<App> {
  const { app } = createTestApp({ sessions });
  app.open(SAMPLE);
  await app.whenIdle();
  return app;
}

async function pin(app: App): Promise<void> {
  app.pins.add('now');
  await app.whenIdle();
}

describe('pins', () => {
  test('keep the plan on show, whatever is planned afterwards', async () => {
    const app = await appWithModel();
    app.editing.chooseStrategy('balanced');
    await pin(app);
    app.editing.setDeviceCount(2);
    await app.whenIdle();
    const [first] = app.store.state.pins;
    expect(first?.title).toMatch(/^MobileNet.*, Balanced, \d devices?$/);
    expect(first?.result.devices).toHaveLength(4);
    expect(first?.result.plan.strategy).toBe('balanced');
  });

  test('are told apart by their titles, and can be given others', async () => {
    const app = await appWithModel();
    await pin(app);
    await pin(app);
    const [one, two] = app.store.state.pins;
    expect(two?.title).toBe(`${one?.title ?? ''} (2)`);
    app.pins.rename(one!.id, '  Before the hub  ');
    app.pins.rename(two!.id, '   ');
    expect(app.store.state.pins.map(({ title }) => title)).toEqual(['Before the hub', two!.title]);
  });

  test('come back in the next visit exactly as they were', async () => {
    const sessions = new MemorySessions();
    const before = await appWithModel(sessions);
    await pin(before);
    const { app } = createTestApp({ sessions });
    await app.start({ isViewGiven: false });
    await app.whenIdle();
    expect(app.store.state.pins.map(({ result }) => result)).toEqual(
      before.store.state.pins.map(({ result }) => result),
    );
  });

  test('hold an opened link, too', async () => {
    const app = await appWithModel();
    await pin(app);
    await app.openShared(`#${app.store.state.pins[0]!.link.replace(/^#/, '')}`);
    app.pins.add('link');
    await app.whenIdle();
    const [live, link] = app.store.state.pins;
    expect(link?.title).toMatch(/^Link, /);
    expect(link?.result).toEqual(live?.result);
  });

  test('leave a comparison that shows them when they are removed, and no other', async () => {
    const app = await appWithModel();
    await pin(app);
    await pin(app);
    const [one, two] = app.store.state.pins;
    app.pins.compare(one!.id, 'now');
    app.pins.remove(two!.id);
    expect(app.store.state.comparison).toEqual({ leftId: one!.id, rightId: 'now' });
    app.pins.remove(one!.id);
    expect(app.store.state).toMatchObject({ comparison: null, pins: [] });
  });

  test('go with "Forget", on this computer as well', async () => {
    const sessions = new MemorySessions();
    const app = await appWithModel(sessions);
    await pin(app);
    await app.forget();
    expect(app.store.state.pins).toEqual([]);
    expect(sessions.isEmpty).toBe(true);
  });

  test(`are at most ${String(MAX_PINS)}; the next one is refused with a word`, async () => {
    const app = await appWithModel();
    for (let count = 0; count <= MAX_PINS; count++) await pin(app);
    expect(app.store.state.pins).toHaveLength(MAX_PINS);
    expect(app.store.state.announcement).toContain('Remove one');
  });

  test('work without storage, for this visit', async () => {
    const sessions = new MemorySessions();
    const app = await appWithModel(sessions);
    sessions.isBroken = true;
    await pin(app);
    expect(app.store.state.pins).toHaveLength(1);
  });

  test('of damaged storage are left out one by one', async () => {
    const sessions = new MemorySessions();
    const before = await appWithModel(sessions);
    await pin(before);
    const { title, link } = before.store.state.pins[0]!;
    await sessions.savePins([{ title: 'bad', link: 'v1.####' }, { title, link }, {}]);
    const { app } = createTestApp({ sessions });
    await app.start({ isViewGiven: false });
    await app.whenIdle();
    expect(app.store.state.pins.map((kept) => kept.title)).toEqual([title]);
  });
});
