import { expect, test } from './lib/test.ts';

test('a plan is pinned, another is made, and both stand side by side with their differences', async ({
  reef,
  page,
}) => {
  await reef.open();
  await reef.strategy('Compiler').click();
  await page.getByRole('button', { name: 'Pin this result' }).click();
  await reef.strategy('Profiled').click();
  await page.getByRole('button', { name: /^Compare with .*Compiler/ }).click();
  await reef.idle();
  await expect(reef.headline).toContainText('The plan now is');
  await expect(reef.headline).toContainText('faster than');
  await expect(reef.headline).toContainText('estimated');
  const slowest = page.getByRole('row', { name: /^Slowest stage/ });
  await expect(slowest).toContainText('better');
  const cells = await slowest.getByRole('cell').allTextContents();
  expect(parseFloat(cells[1] ?? '')).toBeLessThan(parseFloat(cells[0] ?? ''));

  await page.getByRole('button', { name: 'Swap' }).click();
  await expect(reef.headline).toContainText('slower than The plan now');
});

test('the comparison follows the plan while it is changed, and is left by Back', async ({
  reef,
  page,
}) => {
  await reef.open();
  await page.getByRole('button', { name: 'Pin this result' }).click();
  await page.getByRole('button', { name: /^Compare with/ }).click();
  await reef.idle();
  await expect(reef.headline).toContainText('is as fast as');
  await reef.strategy('One device').click();
  await reef.idle();
  await expect(reef.headline).toContainText('slower than');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(reef.headline).toContainText('inferences per second');
});

test('pins stay over a reload, are renamed and removed', async ({ reef, page }) => {
  await reef.open();
  await page.getByRole('button', { name: 'Pin this result' }).click();
  await page.getByRole('button', { name: /^Rename/ }).click();
  await page.getByLabel('Title of the pin').fill('Before');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Compare with Before' })).toBeVisible();
  await reef.idle();
  await page.reload();
  await reef.idle();
  await page.getByRole('button', { name: 'Remove Before' }).click();
  await expect(page.getByRole('button', { name: /^Compare with/ })).toHaveCount(0);
  await reef.idle();
  await page.reload();
  await reef.idle();
  await expect(page.getByRole('button', { name: /^Compare with/ })).toHaveCount(0);
});
