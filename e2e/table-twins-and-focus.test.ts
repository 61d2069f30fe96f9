// Accessibility beyond what axe sees: charts as tables, a focus that can be seen wherever it goes, no motion unasked.
import type { Page } from '@playwright/test';
import { RunView } from './lib/run-view.ts';
import { expect, test } from './lib/test.ts';

/** Tab stops of the longest view, and some more. */
const MOST_TABS = 160;

test('every chart on Plan, Model and Run has its figures as a table, too', async ({
  reef,
  page,
}) => {
  test.slow();
  const run = new RunView(reef);
  await run.openSmall(2);
  await run.addVirtual();
  await run.runToEnd();
  for (const view of ['Run', 'Plan', 'Model']) {
    await reef.tab(view).click();
    await reef.idle();
    const charts = page
      .getByRole('main')
      .locator(
        'reef-depth-profile, reef-pipeline-timeline, reef-throughput-chart, reef-latency-histogram',
      );
    expect(await charts.count(), view).toBeGreaterThan(0);
    for (const chart of await charts.all()) {
      await chart.getByRole('button', { name: /^Show as a table/ }).click();
      // The head and at least one row of figures.
      expect(await chart.getByRole('row').count()).toBeGreaterThan(1);
      await expect(chart.getByRole('table')).toHaveAccessibleName(/./);
    }
    // What is drawn and is no chart of these is a table already, or says where its table is.
    const drawings = page.getByRole('main').locator('svg[role="img"], canvas');
    await expect(drawings).toHaveCount(0);
  }
});

for (const view of ['model', 'plan', 'share'] as const) {
  test(`on ${view} every tab stop shows its focus, inside the window, and the round ends`, async ({
    reef,
    page,
  }) => {
    test.slow();
    await reef.open(view);
    const seen = new Set<string>();
    for (let count = 0; count < MOST_TABS; count++) {
      await page.keyboard.press('Tab');
      const stop = await describeStop(page);
      if (stop === null || seen.has(stop.id)) break;
      seen.add(stop.id);
      expect(stop.hasRing, `${stop.id} shows no focus`).toBe(true);
      expect(stop.isInWindow, `${stop.id} has the focus out of sight`).toBe(true);
    }
    expect(seen.size).toBeGreaterThan(15);
    expect(seen.size).toBeLessThan(MOST_TABS);
  });
}

test('with reduced motion nothing moves by itself', async ({ reef, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await reef.open('plan');
  await page.keyboard.press('h');
  await reef.idle();
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0) > 1)
      .map((animation) => (animation as CSSAnimation).animationName),
  );
  expect(moving).toEqual([]);
});

interface Stop {
  /** Where it is in the tree and what it is called: no two stops have the same. */
  readonly id: string;
  readonly hasRing: boolean;
  readonly isInWindow: boolean;
}

/** The element that has the focus; null where the focus has left the page. */
function describeStop(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    let element = document.activeElement;
    const places: string[] = [];
    const indexOf = (one: Element): string => {
      const root = one.getRootNode() as Document | ShadowRoot;
      return `${one.localName}${String([...root.querySelectorAll(one.localName)].indexOf(one))}`;
    };
    while (element?.shadowRoot?.activeElement) {
      places.push(indexOf(element));
      element = element.shadowRoot.activeElement;
    }
    if (element === null || element === document.body) return null;
    const box = element.getBoundingClientRect();
    const ringOf = (one: Element): boolean => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    };
    const name = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 30);
    return {
      id: `${[...places, indexOf(element)].join(' ')} "${name}"`,
      // A field out of sight (a file field, a radio in its own drawing) shows the ring on what stands for it.
      hasRing: ringOf(element) || [...(element.parentElement?.children ?? [])].some(ringOf),
      isInWindow:
        box.bottom > 0 &&
        box.top < window.innerHeight &&
        box.right > 0 &&
        box.left < window.innerWidth,
    };
  });
}
