import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { LONG_RUN_MS, RunView } from './lib/run-view.ts';
import { expect, test } from './lib/test.ts';

test('ResNet-50 on four virtual accelerators: planned, compiled, loaded over the protocol, run, verified bit-equal', async ({
  reef,
}) => {
  test.setTimeout(2 * LONG_RUN_MS);
  const view = new RunView(reef);
  await reef.open('run');
  await view.button('Add 4 virtual ones').click();
  await expect(reef.headline).toHaveText('Ready to run 4 segments on 4 virtual accelerators');
  await view.runToEnd();
  await expect(reef.headline).toContainText('on 4 virtual accelerators');
  await expect(reef.headline).toContainText('simulated');
  await expect(view.main).toContainText(/Segment \d sets the pace at \d\.\d\d ms, as estimated/);
  await expect(view.main).toContainText(
    'Verified: the outputs of one inference equal those of the whole model on the CPU, byte for byte (1000 bytes).',
  );
  // Every stage within 2 % of its estimate, though its bytes were counted on the wire.
  await expect(view.stageRows).toHaveCount(4);
  for (const row of await view.stageRows.all()) {
    await expect(row).toContainText(/[+−±][01]?(\.\d)? ?%/);
  }
});

test('while it runs, the stages fill in and the timeline grows; the figures follow', async ({
  reef,
  page,
}) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  await view.addVirtual();
  await view.set('Inferences', 300);
  await view.run();
  await view.reach(10);
  await expect(view.main.getByText('Stages so far, ms per inference')).toBeVisible();
  await expect(view.main).toContainText(/per second so far, simulated/);
  await expect(view.device('Virtual 1')).toContainText('running');
  await expect(view.device('Virtual 1')).toContainText(/[\d.]+ MiB/);
  await expect(view.main.locator('reef-pipeline-timeline')).toContainText('First 15 inferences');
  await expect(reef.headline).toContainText('inferences per second', { timeout: LONG_RUN_MS });
  await expect(view.main.locator('reef-latency-histogram svg')).toHaveAttribute(
    'aria-label',
    /Latency of 300 inferences: half within/,
  );
  await page.getByRole('button', { name: /Show as a table: Latency/ }).click();
  await expect(page.getByRole('table', { name: 'Inferences by latency' })).toBeVisible();
  await expect(page.getByRole('status')).toContainText('Verified');
});

test('outputs are kept and saved as raw bytes', async ({ reef, page }) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  await view.addVirtual();
  await view.set('Keep outputs of', 3);
  await view.runToEnd();
  await expect(view.main).toContainText('the outputs of 3 inferences equal');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    view.button('Save the outputs').click(),
  ]);
  const files = unzipSync(readFileSync(await download.path()));
  expect(Object.keys(files).sort()).toEqual([
    'inference_0_output_0.bin',
    'inference_1_output_0.bin',
    'inference_2_output_0.bin',
    'outputs.txt',
  ]);
  expect(files['inference_0_output_0.bin']).toHaveLength(1001);
});

test('the rates of a run feed the next plan, and can be taken back', async ({ reef }) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  await view.addVirtual();
  await view.runToEnd();
  await expect(view.main).toContainText(/Rates, simulated: USB 3: 45\d MB\/s in/);
  await view.button('Plan with these rates').click();
  await reef.idle();
  await expect(view.main).toContainText('The plan counts on the rates of a run');
  await view.setUp.getByRole('button', { name: 'Use the published rates' }).click();
  await reef.idle();
  await expect(view.button('Plan with these rates')).toBeVisible();
  await view.button('Plan with these stage times').click();
  await reef.idle();
  await expect(view.setUp).toContainText('what compiled files or runs say of 2 segments');
});

test('another device serves a segment on request, and one is told from the other', async ({
  reef,
}) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  await view.addVirtual();
  await view.setUp.getByLabel('Segment 1', { exact: true }).selectOption('Virtual 2');
  await expect(
    view.setUp.getByLabel('Segment 2', { exact: true }).locator('option:checked'),
  ).toHaveText('Virtual 1');
  await view.button('Identify Virtual 2').click();
  await expect(view.device('Virtual 2')).toContainText('at work, look for its light');
  await expect(view.device('Virtual 2')).toContainText('ready');
  await view.runToEnd();
  await expect(view.stageRows.first()).toContainText('Virtual 2');
});
