import { clickOnceThere } from './lib/click-once-there.ts';
import { fixture } from './lib/reef-page.ts';
import { expect, test } from './lib/test.ts';

const NAME = 'mobilenet_v1_0.25_128_quant.tflite';

test('the segments of an own model are verified byte for byte in the page', async ({ reef }) => {
  await reef.open();
  await reef.chooseFile(NAME, fixture(NAME));
  await reef.idle();
  await reef.verifyButton.click();
  await expect(reef.verifyState).toContainText(/Verified: .* byte for byte/, { timeout: 30_000 });
  await expect(reef.verifyState).toContainText('measured');
});

test('a result belongs to its plan: another strategy makes it void', async ({ reef }) => {
  await reef.open();
  await reef.chooseFile(NAME, fixture(NAME));
  await reef.idle();
  await reef.verifyButton.click();
  await expect(reef.verifyState.getByText('Verified:')).toBeVisible({ timeout: 30_000 });
  await reef.strategy('One device').click();
  await expect(reef.verifyState.getByText('Verified:')).toBeHidden();
});

test('a verification is cancelled in the middle, and can be started again', async ({
  reef,
  page,
}) => {
  await reef.open();
  await clickOnceThere(
    page,
    'reef-app > reef-plan-view > reef-plan-actions > reef-progress > button',
    'Cancel',
  );
  await reef.verifyButton.click();
  await expect(reef.verifyState).toContainText('Verifying was stopped.');
  await reef.strategy('Compiler').click();
  await expect(reef.headline).toContainText('inferences per second');
  await reef.verifyButton.click();
  await expect(reef.verifyState.getByText('Verified:')).toBeVisible({ timeout: 50_000 });
});
