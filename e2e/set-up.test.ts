import { expect, test } from './lib/test.ts';

test('another number of devices gives another plan', async ({ reef, page }) => {
  await reef.open();
  await page.getByLabel('Devices', { exact: true }).selectOption('2');
  await reef.idle();
  await expect(reef.headline).toContainText('on 2 devices');
});

test('auto takes the fewest devices that stream nothing avoidable', async ({ reef, page }) => {
  await reef.open();
  await page.getByLabel('Devices', { exact: true }).selectOption('auto');
  await reef.idle();
  await reef.strategy('Balanced').click();
  await expect(reef.headline).toContainText('on 4 devices');
  await expect(page.locator('reef-segment-table .streamed')).toHaveCount(0);
});

test('a slower link makes every stage slower', async ({ reef, page }) => {
  await reef.open();
  const before = await reef.strategy('Balanced').innerText();
  await page.getByLabel('Link', { exact: true }).selectOption('usb2');
  await reef.idle();
  const after = await reef.strategy('Balanced').innerText();
  expect(millisecondsOf(after)).toBeGreaterThan(millisecondsOf(before));
});

test('devices behind one hub share its bandwidth', async ({ reef, page }) => {
  await reef.open();
  const before = await reef.strategy('Balanced').innerText();
  await page.getByLabel('USB ports', { exact: true }).selectOption('shared');
  await reef.idle();
  expect(millisecondsOf(await reef.strategy('Balanced').innerText())).toBeGreaterThanOrEqual(
    millisecondsOf(before),
  );
  await expect(page.getByLabel('USB ports', { exact: true })).toHaveValue('shared');
});

test('one device can have a link of its own', async ({ reef, page }) => {
  await reef.open();
  await page.getByRole('button', { name: 'Set each device by itself' }).click();
  await page.getByLabel('Link of device 4').selectOption('usb2');
  await reef.idle();
  await expect(page.getByLabel('Link', { exact: true }).locator('option:checked')).toHaveText(
    'mixed',
  );
  await expect(reef.headline).toContainText('inferences per second');
});

test('strategies that cannot use so many devices say why; the others still plan', async ({
  reef,
  page,
}) => {
  await reef.open();
  await reef.openSample('Dense layer, 256 units');
  await page.getByLabel('Devices', { exact: true }).selectOption('16');
  await reef.idle();
  await expect(reef.strategy('Balanced')).toContainText('no plan');
  await expect(reef.strategy('Optimal')).toContainText(/\d ms/);
  await expect(reef.headline).toContainText(/of 16 devices|one device/);
});

test('another strategy is drawn once it is chosen', async ({ reef }) => {
  await reef.open();
  await reef.strategy('Compiler').click();
  await expect(reef.strategy('Compiler')).toHaveAttribute('aria-checked', 'true');
  await expect(reef.page.getByText("This is the compiler's own split.")).toBeVisible();
});

function millisecondsOf(text: string): number {
  return Number(/([\d.]+) ms/.exec(text)?.[1]);
}
