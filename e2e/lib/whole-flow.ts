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

/** Every file and the link, which then opens in a page of its own. */
async function share(reef: ReefPage): Promise<void> {
  const { page } = reef;
  await reef.tab('Share').click();
  const main = page.getByRole('main');
  const files = main.getByRole('button', { name: /^Download / });
  await expect(files.first()).toBeVisible();
  for (const button of await files.all()) {
    if (await button.isDisabled()) continue;
    const download = page.waitForEvent('download');
    await button.click();
    await (await download).path();
  }
  const link = await main.getByLabel('Link', { exact: true }).inputValue();
  await main.getByRole('button', { name: 'Copy', exact: true }).click();
  const other = await page.context().newPage();
  await other.goto(link);
  await other.waitForFunction(() => typeof window.reefIdle === 'function');
  await other.evaluate(() => window.reefIdle());
  await expect(other.getByRole('main')).toContainText('inferences per second');
  await other.close();
}
