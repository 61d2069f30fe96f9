import type { Page } from '@playwright/test';
import { expect, test } from './lib/test.ts';

test('light and dark are chosen, and stay after a reload', async ({ reef, page }) => {
  await reef.open();
  expect(await pageLightness(page)).toBeGreaterThan(200);
  await page.getByLabel('Dark').check();
  expect(await pageLightness(page)).toBeLessThan(60);
  await page.reload();
  await reef.idle();
  await expect(page.getByLabel('Dark')).toBeChecked();
  expect(await pageLightness(page)).toBeLessThan(60);
});

test('the system decides until the person does', async ({ reef, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await reef.open();
  expect(await pageLightness(page)).toBeLessThan(60);
  await page.getByLabel('Light').check();
  expect(await pageLightness(page)).toBeGreaterThan(200);
  await page.getByLabel('System').check();
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await pageLightness(page)).toBeGreaterThan(200);
});

/** Red of the page's background, 0 to 255: enough to tell light from dark. */
async function pageLightness(page: Page): Promise<number> {
  const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  return Number(/\d+/.exec(colour)?.[0]);
}
