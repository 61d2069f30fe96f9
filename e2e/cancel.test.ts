import { expect, test } from './lib/test.ts';

test('opening a large model can be cancelled; the model before it stays', async ({
  reef,
  page,
}) => {
  await reef.open();
  await page.getByRole('button', { name: 'Open model' }).click();
  await page.getByRole('button', { name: /^VGG-19/ }).click();
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Opening VGG-19 was cancelled.')).toBeVisible();
  await expect(reef.facts).toContainText('ResNet-50');
  await page.getByRole('button', { name: 'Close' }).click();
  await reef.idle();
  await expect(reef.headline).toContainText('inferences per second');
});

test('a long search is stopped in the middle and the page stays live', async ({ reef, page }) => {
  await reef.open();
  await page.getByLabel('Devices', { exact: true }).selectOption('8');
  await reef.openSample('NASNet-Mobile');
  await page.getByRole('button', { name: 'Stop Optimal' }).click();
  await expect(reef.strategy('Optimal')).not.toContainText(/ms$/);
  await expect(page.getByText('Optimal was stopped.')).toBeVisible();
  await reef.strategy('Compiler').click();
  await expect(reef.headline).toContainText('inferences per second on 8 devices');
});
