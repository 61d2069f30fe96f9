import path from 'node:path';
import type { Page } from '@playwright/test';
import { findings, findingsInBothThemes } from './lib/axe.ts';
import { RUN_STATES } from './lib/run-states.ts';
import { RunView } from './lib/run-view.ts';
import { expect, test } from './lib/test.ts';

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** Where pictures of every state go, for looking at; none are made without it. */
const PICTURES = process.env['REEF_PICTURES'];

for (const { name: state, reach } of RUN_STATES) {
  test(`Run, ${state}: axe finds nothing in light, dark and on a phone, and nothing is cut off`, async ({
    reef,
    page,
  }) => {
    test.setTimeout(120_000);
    await reach(new RunView(reef));
    await page.setViewportSize(DESK);
    expect(await findingsInBothThemes(page)).toEqual([]);
    await picture(page, `${state} dark`);
    await page.emulateMedia({ colorScheme: 'light' });
    await picture(page, `${state} light`);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await page.setViewportSize(PHONE);
    await picture(page, `${state} phone`);
    expect(await findings(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  });
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  const file = `${name.replaceAll(/[ ,]+/g, '-')}.png`;
  await page.screenshot({ path: path.join(PICTURES, file), fullPage: true });
}

/** Pixels that the page is wider than its window. */
function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

test('a run with the keyboard alone', async ({ reef, page }) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  const press = async (name: RegExp): Promise<void> => {
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent.trim() ?? '';
      });
      if (name.test(focused.replace(/\s+/g, ' '))) {
        await page.keyboard.press('Enter');
        return;
      }
    }
    throw new Error(`The keyboard did not reach ${String(name)}`);
  };
  await press(/^Add 2 virtual ones$/);
  await expect(reef.headline).toContainText('Ready to run');
  await press(/^Run 15 inferences$/);
  await expect(reef.headline).toContainText('inferences per second', { timeout: 60_000 });
});
