// Everything that a person does with Reef, from a sample to a verified run, in one go: for tests of what must hold all along.
import { fixture } from './reef-page.ts';
import type { ReefPage } from './reef-page.ts';
import { LONG_RUN_MS, RunView, SMALL_MODEL } from './run-view.ts';
import { expect } from './test.ts';

/** How long the whole flow may take; it computes for real. */
export const FLOW_MS = 2 * LONG_RUN_MS;

export async function doEverything(reef: ReefPage): Promise<void> {
  const { page } = reef;
  await reef.open();
  await reef.openSample('MobileNet v2');
  await reef.idle();
  await reef.tab('Model').click();
  await expect(page.getByRole('table', { name: 'Operators' })).toBeVisible();
  await planAndVerify(reef);
  await run(reef);
  await share(reef);
  await reef.idle();
}

/** An own model: planned, cut by hand, verified, downloaded. */
async function planAndVerify(reef: ReefPage): Promise<void> {
  const { page } = reef;
  await reef.tab('Plan').click();
  await reef.chooseFile(`${SMALL_MODEL}.tflite`, fixture(`${SMALL_MODEL}.tflite`));
  await page.getByLabel('Devices', { exact: true }).selectOption('2');
  await reef.idle();
  await reef.strategy('Balanced').click();
  await reef.cutHandles.first().press('ArrowRight');
  await reef.idle();
  await reef.verifyButton.click();
  await expect(reef.verifyState).toContainText(/Verified: .* byte for byte/, { timeout: 30_000 });
  const download = page.waitForEvent('download');
  await page
    .locator('reef-header')
    .getByRole('button', { name: /^Download/ })
    .click();
  await (await download).path();
}

/** On virtual accelerators, then on the CPU, whose every device has a worker of its own. */
async function run(reef: ReefPage): Promise<void> {
  const view = new RunView(reef);
  await reef.tab('Run').click();
  await view.addVirtual();
  await view.runToEnd();
  await view.button(/Use the CPU/).click();
  await reef.idle();
  await view.run();
  await expect(reef.headline).toContainText('measured', { timeout: LONG_RUN_MS });
}

/** Every file and the link, as far as the view offers them. */
async function share(reef: ReefPage): Promise<void> {
  const { page } = reef;
  await reef.tab('Share').click();
  await reef.idle();
  const buttons = page.getByRole('main').getByRole('button', { name: /^(Copy|Download)/ });
  for (const button of await buttons.all()) {
    if ((await button.isVisible()) && (await button.isEnabled())) await button.click();
  }
}
