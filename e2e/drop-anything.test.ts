import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { standInFirmware } from '../src/workers/runner-stand-in.ts';
import { fixture } from './lib/reef-page.ts';
import { compileShownPlan } from './lib/run-states.ts';
import { RunView, SMALL_MODEL } from './lib/run-view.ts';
import { expect, test } from './lib/test.ts';

const LINK = readFileSync('src/share/golden/v1-inception-v3-4-devices.link', 'utf8').trim();

test('firmware dropped on the Model view goes to the devices', async ({ reef }) => {
  const view = new RunView(reef);
  await reef.open('model');
  await reef.drop([{ name: 'download', bytes: standInFirmware() }]);
  await reef.idle();
  await expect(view.main).toContainText('stand-in firmware');
});

test('a shortcut with a link to a result opens that result', async ({ reef, page }) => {
  await reef.open('plan');
  await reef.drop([
    { name: 'reef.url', bytes: strToU8(`[InternetShortcut]\nURL=https://a.example/#${LINK}\n`) },
  ]);
  await reef.idle();
  await expect(page.getByRole('main')).toContainText('Somebody’s result, out of a link.');
});

test('a bundle of segments is answered with what to do with it; its compiled files are taken out of their zip', async ({
  reef,
  page,
}) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  const compiled = await compileShownPlan(view);
  await reef.drop([
    {
      name: 'bundle.zip',
      bytes: zipSync({ 'plan.json': strToU8('{}'), 'm_segment_0_of_2.tflite': strToU8('TFL3') }),
    },
  ]);
  await expect(page.locator('reef-failure .message')).toContainText('still to be compiled');
  await expect(page.locator('reef-failure')).toContainText('compile.sh');
  await page.getByRole('button', { name: /^Back to/ }).click();
  const zip = zipSync(
    Object.fromEntries(compiled.map(({ name, bytes }) => [`compiled/${name}`, bytes])),
  );
  await reef.drop([{ name: 'compiled.zip', bytes: zip }]);
  await expect(view.main).toContainText('All segments are compiled');
});

test('several kinds at once: the model is opened, its compiled file goes to Run, what is left is named', async ({
  reef,
}) => {
  const view = new RunView(reef);
  await reef.open('plan');
  await reef.drop([
    { name: 'notes.txt', bytes: strToU8('words') },
    { name: `${SMALL_MODEL}_edgetpu.tflite`, bytes: fixture(`${SMALL_MODEL}_edgetpu.tflite`) },
    { name: `${SMALL_MODEL}.tflite`, bytes: fixture(`${SMALL_MODEL}.tflite`) },
  ]);
  await reef.idle();
  await expect(reef.facts).toContainText(SMALL_MODEL);
  await expect(reef.tab('Run')).toHaveAttribute('aria-current', 'page');
  await expect(view.main.locator('reef-failure')).toContainText('"notes.txt" is nothing that Reef');
});

test('anything else is answered with what it looks like and what Reef takes', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await reef.drop([{ name: 'photo', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3) }]);
  const failure = page.locator('reef-failure');
  await expect(failure.locator('.message')).toContainText('It looks like a PNG picture.');
  await expect(failure).toContainText('Reef takes a .tflite model, compiled segments');
  await page.getByRole('button', { name: 'Back to ResNet-50' }).click();
  await expect(reef.headline).toContainText('inferences per second');
});
