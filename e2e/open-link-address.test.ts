// The address: a link to what is shown, a step of the browser's history for every step of the person.
import { fixture } from './lib/reef-page.ts';
import { fragmentOf, goldenLink, linkInAddress, LinkPage } from './lib/link-page.ts';
import { expect, test } from './lib/test.ts';

const NAME = 'mobilenet_v1_0.25_128_quant';
const MODEL = fixture(`${NAME}.tflite`);

test('the address is a link to the plan on show, in view and result', async ({ reef, page }) => {
  await reef.open();
  expect(fragmentOf(page)).toMatch(/^plan\/v1\.[\w-]+$/);
  await reef.tab('Model').click();
  await expect(page).toHaveURL(/#model\/v1\./);
});

test('Back and Forward bring back devices, strategy and cuts', async ({ reef, page }) => {
  await reef.open();
  await reef.chooseFile(`${NAME}.tflite`, MODEL);
  await reef.idle();
  const devices = page.getByLabel('Devices', { exact: true });
  await devices.selectOption('3');
  await reef.idle();
  await reef.strategy('Balanced').click();
  await reef.idle();
  await reef.cutHandles.first().press('ArrowLeft');
  await reef.idle();
  const cut = await reef.cutHandles.first().getAttribute('aria-valuenow');

  await page.goBack();
  await reef.idle();
  await expect(reef.strategy('Balanced')).toHaveAttribute('aria-checked', 'true');
  await page.goBack();
  await page.goBack();
  await reef.idle();
  await expect(devices).toHaveValue('4');
  await page.goForward();
  await page.goForward();
  await page.goForward();
  await reef.idle();
  await expect(devices).toHaveValue('3');
  await expect(reef.strategy('Your cuts')).toHaveAttribute('aria-checked', 'true');
  expect(await reef.cutHandles.first().getAttribute('aria-valuenow')).toBe(cut);
});

test('Back opens the model before again', async ({ reef, page }) => {
  await reef.open();
  await reef.chooseFile(`${NAME}.tflite`, MODEL);
  await reef.idle();
  await reef.openSample('MobileNet v2 1.0');
  await reef.idle();
  await page.goBack();
  await expect(reef.facts).toContainText(NAME);
});

test('dragging a cut writes nothing into the history before it ends', async ({ reef, page }) => {
  await reef.open();
  await reef.strategy('Balanced').click();
  await reef.idle();
  const before = page.url();
  const length = await page.evaluate(() => history.length);
  const box = await reef.cutHandles.first().boundingBox();
  if (box === null) throw new Error('The handle is not on the page.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  for (let step = 1; step <= 8; step++) await page.mouse.move(box.x - 12 * step, box.y + 10);
  await reef.idle();
  expect(page.url()).toBe(before);
  await page.mouse.up();
  await reef.idle();
  expect(page.url()).not.toBe(before);
  expect(await page.evaluate(() => history.length)).toBe(length + 1);
});

test('a link pasted into an open tab opens, and Back goes to the plan that was there', async ({
  reef,
  page,
}) => {
  await reef.open();
  const before = page.url();
  const golden = goldenLink('v1-inception-v3-4-devices');
  await page.evaluate((link) => {
    window.location.hash = link;
  }, golden);
  await reef.idle();
  await expect(reef.headline).toContainText('232 inferences per second');
  expect(linkInAddress(page)).toBe(golden);
  await page.goBack();
  await reef.idle();
  await expect(reef.strategies).toBeVisible();
  expect(page.url()).toBe(before);
});

test('a link of the open model that is pasted sets its plan, and undo takes it back', async ({
  reef,
  page,
}) => {
  await reef.open();
  await page.getByLabel('Devices', { exact: true }).selectOption('6');
  await reef.idle();
  const link = linkInAddress(page);
  await page.getByLabel('Devices', { exact: true }).selectOption('2');
  await reef.idle();
  await page.evaluate((fragment) => {
    window.location.hash = fragment;
  }, link);
  await reef.idle();
  await expect(page.getByLabel('Devices', { exact: true })).toHaveValue('6');
  await expect(new LinkPage(reef).strip).toContainText('as in the link');
  await page.keyboard.press('Control+z');
  await expect(page.getByLabel('Devices', { exact: true })).toHaveValue('2');
});

test('a reload in the middle of the work goes on with it, not with a link', async ({
  reef,
  page,
}) => {
  await reef.open('model');
  await reef.chooseFile(`${NAME}.tflite`, MODEL);
  await reef.idle();
  await page.waitForTimeout(700); // edits are kept once the person rests
  await page.reload();
  await reef.idle();
  await expect(reef.facts).toContainText(NAME);
  await expect(new LinkPage(reef).strip).toHaveCount(0);
  await expect(reef.tab('Model')).toHaveAttribute('aria-current', 'page');
});
