import { fixture } from './lib/reef-page.ts';
import { expect, test } from './lib/test.ts';

test('the headline says what is in the model and what runs on the chip', async ({ reef }) => {
  await reef.open('model');
  await expect(reef.headline).toContainText(
    /^\s*74 operators, all on the Edge TPU; 24\.\d MiB of parameters, (about|more than) three chips' worth/,
  );
});

test('the profile shows parameters, computing and activations', async ({ reef, page }) => {
  await reef.open('model');
  for (const [layer, title] of [
    ['Computing', /per depth, [GM]?MAC/],
    ['Activations', /Activations made per depth/],
    ['Parameters', /Parameters per depth/],
  ] as const) {
    await page.locator('label', { hasText: layer }).click();
    await expect(page.locator('reef-depth-profile')).toContainText(title);
  }
});

test('operators are searched, filtered by kind and sorted', async ({ reef, page }) => {
  await reef.open('model');
  const table = page.getByRole('table', { name: 'Operators' });
  const firstCells = (column: number): Promise<string> =>
    table.getByRole('row').nth(1).getByRole('cell').nth(column).innerText();
  await page.getByLabel('Kind').selectOption('ADD');
  await expect(page.getByText('16 of 74 operators')).toBeVisible();
  expect(await firstCells(1)).toBe('ADD');
  await page.getByLabel('Kind').selectOption('');
  await page.getByLabel('Search operators').fill('pool');
  await expect(page.getByText(/of 74 operators/)).toBeVisible();
  await page.getByLabel('Search operators').fill('');
  await table.getByRole('button', { name: 'MMAC' }).click();
  await expect(table.getByRole('columnheader', { name: 'MMAC' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  expect(await firstCells(1)).toBe('CONV_2D');
});

test('a row and its depth in the profile light up together', async ({ reef, page }) => {
  await reef.open('model');
  const table = page.getByRole('table', { name: 'Operators' });
  await table.getByRole('row').nth(3).click();
  await expect(table.getByRole('row').nth(3)).toHaveAttribute('aria-selected', 'true');
  await table.getByRole('row').nth(3).click();
  await expect(table.getByRole('row').nth(3)).toHaveAttribute('aria-selected', 'false');
});

test('what does not map comes first, with why and what to do', async ({ reef, page }) => {
  await reef.open('model');
  const name = 'deeplabv3_mnv2_dm05_pascal_quant.tflite';
  await reef.chooseFile(name, fixture(name));
  await reef.idle();
  await expect(reef.headline).toContainText(/\d+ operators, \d+ on the Edge TPU/);
  const list = page.locator('reef-unmapped li');
  await expect(list.first()).toContainText(/Operators? \d+|operators \(/);
  await list.first().getByRole('button', { name: /^Show/ }).click();
  const table = page.getByRole('table', { name: 'Operators' });
  await expect(table.locator('[aria-selected="true"]')).toContainText('CPU');
});
