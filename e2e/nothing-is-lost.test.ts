import type { Locator } from '@playwright/test';
import { fixture } from './lib/reef-page.ts';
import { expect, test } from './lib/test.ts';

const NAME = 'mobilenet_v1_0.25_128_quant';

test('model, devices and own cuts come back after a reload', async ({ reef, page }) => {
  await reef.open();
  await reef.chooseFile(`${NAME}.tflite`, fixture(`${NAME}.tflite`));
  await reef.idle();
  await page.getByLabel('Devices', { exact: true }).selectOption('3');
  await reef.idle();
  await reef.strategy('Balanced').click();
  await reef.cutHandles.first().focus();
  await page.keyboard.press('ArrowLeft');
  const cuts = await cutDepths(reef.cutHandles);
  await page.waitForTimeout(700); // edits are written once the person rests
  await page.reload();
  await reef.idle();
  await expect(reef.facts).toContainText(NAME);
  await expect(page.getByLabel('Devices', { exact: true })).toHaveValue('3');
  await expect(reef.strategy('Your cuts')).toHaveAttribute('aria-checked', 'true');
  expect(await cutDepths(reef.cutHandles)).toEqual(cuts);
});

test('"Forget" removes what is kept, from the page and from this computer', async ({
  reef,
  page,
}) => {
  await reef.open();
  await reef.chooseFile(`${NAME}.tflite`, fixture(`${NAME}.tflite`));
  await reef.idle();
  await page.keyboard.press('1');
  await page.locator('aside').getByRole('button', { name: 'Forget' }).click();
  await expect(reef.headline).toHaveText('Cut a model over several Edge TPUs');
  await page.reload();
  await reef.idle();
  await expect(reef.facts).toContainText('ResNet-50');
});

test('after "Forget", Back brings nothing back, and no address of the tab holds a result', async ({
  reef,
  page,
}) => {
  await reef.open();
  await reef.chooseFile(`${NAME}.tflite`, fixture(`${NAME}.tflite`));
  await reef.idle();
  await page.getByLabel('Devices', { exact: true }).selectOption('3');
  await reef.idle();
  await reef.tab('Model').click();
  await reef.idle();
  await expect(page).toHaveURL(/#model\/v1\./);
  await page.locator('aside').getByRole('button', { name: 'Forget' }).click();
  await expect(page.getByRole('main')).toContainText('Back does not bring them back');
  await reef.idle();
  const addresses = await page.evaluate(() => navigation.entries().map(({ url }) => url));
  expect(addresses.filter((address) => address?.includes('v1.'))).toEqual([]);
  await page.goBack();
  await reef.idle();
  await expect(page).toHaveURL(/#model$/);
  await expect(reef.headline).toHaveText('Cut a model over several Edge TPUs');
});

test('the view is in the address: a reload and "back" keep it', async ({ reef, page }) => {
  await reef.open();
  await reef.tab('Model').click();
  await expect(page).toHaveURL(/#model(\/|$)/);
  await page.reload();
  await reef.idle();
  await expect(reef.tab('Model')).toHaveAttribute('aria-current', 'page');
  await reef.tab('Run').click();
  await page.goBack();
  await expect(reef.tab('Model')).toHaveAttribute('aria-current', 'page');
});

async function cutDepths(handles: Locator): Promise<readonly (string | null)[]> {
  const all = await handles.all();
  return Promise.all(all.map((handle) => handle.getAttribute('aria-valuenow')));
}
