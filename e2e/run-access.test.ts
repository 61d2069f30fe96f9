import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { RUN_STATES } from './lib/run-states.ts';
import { RunView } from './lib/run-view.ts';
import { expect, test } from './lib/test.ts';

const SETTINGS = [
  { name: 'light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
] as const;
/** Where pictures of every state go, for looking at; none are made without it. */
const PICTURES = process.env['REEF_PICTURES'];

async function violationsIn(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

for (const { name: state, reach } of RUN_STATES) {
  test(`Run, ${state}: axe finds nothing in light, dark and on a phone, and nothing is cut off`, async ({
    reef,
    page,
  }) => {
    test.setTimeout(120_000);
    await reach(new RunView(reef));
    for (const { name, viewport, colorScheme } of SETTINGS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      if (PICTURES !== undefined) {
        const file = `${state.replaceAll(/[ ,]+/g, '-')}-${name}.png`;
        await page.screenshot({ path: path.join(PICTURES, file), fullPage: name === 'phone' });
      }
      expect(await violationsIn(page), name).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(overflow, `${name}: nothing is wider than the page`).toBeLessThanOrEqual(0);
    }
  });
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
