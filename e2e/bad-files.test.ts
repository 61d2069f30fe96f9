import { UNCUTTABLE_FILES, UNREADABLE_FILES } from './lib/bad-files.ts';
import { expect, test } from './lib/test.ts';

for (const { what, bytes, says } of UNREADABLE_FILES) {
  test(`${what} is refused with why and what to do, and the page goes on`, async ({
    reef,
    page,
  }) => {
    await reef.open();
    await reef.chooseFile('dropped.tflite', bytes);
    await expect(reef.headline).toHaveText('dropped.tflite could not be opened');
    const failure = page.locator('reef-failure');
    await expect(failure.locator('.message')).toHaveText(says);
    await expect(failure.locator('p').nth(1)).not.toBeEmpty();
    await failure.getByText('Details', { exact: true }).click();
    await expect(failure.locator('pre')).toContainText('code: tflite/');
    await page.getByRole('button', { name: 'Back to ResNet-50' }).click();
    await expect(reef.headline).toContainText('inferences per second');
  });
}

for (const { what, name, bytes, headline, remedy } of UNCUTTABLE_FILES) {
  test(`${what} is shown with its own answer in both views`, async ({ reef, page }) => {
    await reef.open();
    await reef.chooseFile(name, bytes);
    await reef.idle();
    await expect(reef.headline).toHaveText(headline);
    await expect(page.locator('reef-failure')).toContainText(remedy);
    await page.getByRole('button', { name: 'See what is in it' }).click();
    await expect(reef.headline).toHaveText(headline);
    await expect(page.getByRole('table', { name: 'Operators' })).toBeVisible();
  });
}

test('a file of 2 GB is refused without reading it', async ({ reef, page }) => {
  await reef.open();
  // A sparse blob of that size would still be copied by the browser; a file object that only claims it is enough here.
  await page.evaluate(() => {
    const part = new Uint8Array(64 * 1024 * 1024);
    const file = new File(
      Array.from({ length: 33 }, () => part),
      'huge.tflite',
    );
    const detail = { file };
    document.querySelector('reef-app')?.dispatchEvent(new CustomEvent('file-chosen', { detail }));
  });
  await expect(page.locator('reef-failure .message')).toContainText('2 GB');
});
