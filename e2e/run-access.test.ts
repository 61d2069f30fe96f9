import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { RunView } from './lib/run-view.ts';
import { expect, test } from './lib/test.ts';

const SETTINGS = [
  { name: 'light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
] as const;

async function violationsIn(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

for (const { name, viewport, colorScheme } of SETTINGS) {
  test(`every state of the Run view passes axe, ${name}`, async ({ reef, page }) => {
    test.setTimeout(120_000);
    const view = new RunView(reef);
    await view.openSmall(2);
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const check = async (state: string): Promise<void> => {
      expect(await violationsIn(page), state).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(overflow, `${state}: nothing is wider than the page`).toBeLessThanOrEqual(0);
    };
    await view.main.getByText(/^Accelerators on USB/).click();
    await check('no device');
    await view.button('Try it with a virtual accelerator').click();
    await expect(reef.headline).toContainText('needs firmware');
    await check('needs firmware');
    await view.button('Remove Virtual 1').click();
    await view.addVirtual();
    await expect(reef.headline).toContainText('Ready to run');
    await check('ready');
    await view.run();
    await expect(reef.headline).toContainText('inferences per second', { timeout: 60_000 });
    await check('done');
    await view.button('Unplug Virtual 3').click();
    await expect(view.device('Virtual 3')).toContainText('lost');
    await check('lost');
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
