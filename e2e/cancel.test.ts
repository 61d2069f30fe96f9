import { clickOnceThere } from './lib/click-once-there.ts';
import { expect, test } from './lib/test.ts';

test('opening a large model can be cancelled; the model before it stays', async ({
  reef,
  page,
}) => {
  await reef.open();
  await clickOnceThere(page, 'reef-app > main reef-progress > button', 'Cancel');
  await page.getByRole('button', { name: 'Open model' }).click();
  await page.getByRole('button', { name: /^VGG-19/ }).click();
  await expect(page.getByText('Opening VGG-19 was cancelled.')).toBeVisible();
  await expect(reef.facts).toContainText('ResNet-50');
  await page.getByRole('button', { name: 'Close' }).click();
  await reef.idle();
  await expect(reef.headline).toContainText('inferences per second');
});

test('planning a large model is stopped in the middle and the page stays live', async ({
  reef,
  page,
}) => {
  await reef.open();
  await page.getByLabel('Devices', { exact: true }).selectOption('8');
  await page.getByLabel('USB ports', { exact: true }).selectOption('shared');
  await reef.idle();
  await clickOnceThere(page, 'reef-app > reef-strategy-list > button', 'Stop Optimal');
  await reef.openSample('NASNet-Mobile');
  await expect(page.getByText('Optimal was stopped.')).toBeVisible();
  await expect(reef.strategy('Optimal')).not.toContainText(/\d ms/);
  await reef.strategy('Compiler').click();
  await expect(reef.headline).toContainText('inferences per second on 8 devices');
  await page.getByRole('button', { name: 'Work it out' }).click();
  await expect(reef.strategy('Optimal')).toContainText(/\d ms/, { timeout: 30_000 });
});
