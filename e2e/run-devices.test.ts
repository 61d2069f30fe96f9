import { standInFirmware } from '../src/workers/runner-stand-in.ts';
import { fixture } from './lib/reef-page.ts';
import { RunView, SMALL_MODEL } from './lib/run-view.ts';
import { expect, test } from './lib/test.ts';

test('an accelerator straight from the plug takes its firmware, is allowed again, and runs', async ({
  reef,
  page,
}) => {
  const view = new RunView(reef);
  await view.openSmall(1);
  await view.main.getByText(/^Accelerators on USB/).click();
  await view.button('Try it with a virtual accelerator').click();
  await expect(reef.headline).toHaveText('One accelerator needs firmware');
  await expect(view.device('Virtual 1')).toContainText('needs firmware');
  await view.main.getByLabel('Firmware file').setInputFiles({
    name: 'libedgetpu.so.1.0',
    mimeType: 'application/octet-stream',
    buffer: Buffer.concat([Buffer.alloc(4000), standInFirmware(), Buffer.alloc(100)]),
  });
  await expect(view.device('Virtual 1')).toContainText('to be allowed again');
  await expect(view.main).toContainText('came back as another USB device');
  await view.button('Connect Virtual 1').click();
  await expect(view.device('Virtual 1')).toContainText('ready');
  await expect(view.device('Virtual 1')).toContainText('USB 3');
  await view.runToEnd();
  await expect(view.main).toContainText('Verified');

  await test.step('the image is there at the next visit, until it is forgotten', async () => {
    await page.reload();
    await reef.idle();
    await expect(view.main).toContainText('stand-in firmware');
    await view.main.getByText(/^Accelerators on USB/).click();
    await expect(view.main).toContainText('libedgetpu.so.1.0');
    await view.button('Forget firmware').click();
    await expect(view.main).toContainText('no firmware at hand');
    await page.reload();
    await reef.idle();
    await expect(view.main).toContainText('no firmware at hand');
  });
});

test('a file without the firmware is refused with where to find it', async ({ reef }) => {
  const view = new RunView(reef);
  await view.openSmall(1);
  await reef.drop([{ name: 'apex_latest_single_ep.bin', bytes: new Uint8Array(10_783) }]);
  await expect(view.main.locator('reef-failure')).toContainText('does not contain the firmware');
  await expect(view.main.locator('reef-failure')).toContainText('libedgetpu.so.1.0');
  await view.button('Close').click();
  await expect(view.main.locator('reef-failure')).toHaveCount(0);
});

test('fewer devices than planned: the model is planned for those that are there', async ({
  reef,
  page,
}) => {
  const view = new RunView(reef);
  await view.openSmall(4);
  await view.main.getByText(/^Accelerators on USB/).click();
  await view.button('Use the CPU').click();
  for (const number of [4, 3]) await view.button(`Remove CPU ${String(number)}`).click();
  await expect(reef.headline).toHaveText(
    "This plan runs on 4 threads of this computer's CPU; 2 are ready",
  );
  await expect(view.runButton).toBeDisabled();
  await view.button('Plan for these 2 devices').click();
  await reef.idle();
  await expect(reef.headline).toContainText("on 2 threads of this computer's CPU");
  await view.runToEnd();
  await expect(view.stageRows).toHaveCount(2);
  await reef.tab('Plan').click();
  await expect(page.getByLabel('Devices', { exact: true })).toHaveValue('2');
});

test("this computer's CPU runs the segments as they were cut, measured", async ({ reef }) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  await view.button('Use the CPU').click();
  await expect(view.main).toContainText('they say nothing of an Edge TPU');
  await view.runToEnd();
  await expect(reef.headline).toContainText("on 2 threads of this computer's CPU");
  await expect(reef.headline).toContainText('measured');
  await expect(view.main).toContainText('Verified');
  await expect(view.button('Use my measured rates')).toHaveCount(0);
});

test('compiled segments dropped on the page are matched by their tensors and followed', async ({
  reef,
}) => {
  const view = new RunView(reef);
  await view.openSmall(1);
  await view.addVirtual();
  await reef.drop([
    { name: 'some_edgetpu.tflite', bytes: fixture(`${SMALL_MODEL}_edgetpu.tflite`) },
    { name: 'other_edgetpu.tflite', bytes: fixture('dense_256_edgetpu.tflite') },
  ]);
  await expect(view.main).toContainText('The segment is compiled.');
  await expect(view.main).toContainText('"other_edgetpu.tflite" has other inputs and outputs');
  await view.runToEnd();
  await expect(view.main).toContainText('outputs are zeros');
  await view.button('Plan with what went on chip').click();
  await reef.idle();
  await expect(view.main).toContainText('The segment is compiled.');
});

test('before anything is connected, the checks say what is in place and what is to do', async ({
  reef,
}) => {
  const view = new RunView(reef);
  await view.openSmall(1);
  await expect(view.button('Connect an accelerator')).toBeEnabled();
  await expect(view.runButton).toBeDisabled();
  await view.main.getByText(/^Accelerators on USB/).click();
  const checks = view.main.getByRole('list', { name: 'Checks' });
  await expect(checks.getByRole('listitem').filter({ hasText: 'Secure page' })).toContainText(
    'fine',
  );
  await expect(
    checks.getByRole('listitem').filter({ hasText: 'Accelerator seen and allowed' }),
  ).toContainText('choose Connect and pick it');
});
