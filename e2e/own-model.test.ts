import { fixture } from './lib/reef-page.ts';
import { expect, test } from './lib/test.ts';

const NAME = 'mobilenet_v1_0.25_128_quant';

test('a model dropped on the page is opened and planned', async ({ reef }) => {
  await reef.open();
  await reef.drop([{ name: `${NAME}.tflite`, bytes: fixture(`${NAME}.tflite`) }]);
  await reef.idle();
  await expect(reef.facts).toContainText(NAME);
  await expect(reef.facts).not.toContainText('generated');
  await expect(reef.headline).toContainText('inferences per second');
});

test('a model chosen from a file is opened and planned', async ({ reef }) => {
  await reef.open();
  await reef.chooseFile(`${NAME}.tflite`, fixture(`${NAME}.tflite`));
  await reef.idle();
  await expect(reef.facts).toContainText(NAME);
});

test('of several models one is chosen, or none', async ({ reef, page }) => {
  await reef.open();
  const bytes = fixture('bright_16x16.tflite');
  await reef.drop([
    { name: 'a.tflite', bytes },
    { name: 'b.tflite', bytes },
  ]);
  await page.getByRole('button', { name: 'None of them' }).click();
  await expect(page.locator('reef-model-choice')).toHaveCount(0);
  await expect(reef.headline).toContainText('inferences per second');
});
