import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { standInFirmware } from '../src/workers/runner-stand-in.ts';
import { findingsInBothThemes } from './lib/axe.ts';
import { dragOver } from './lib/drag-over.ts';
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
  await reef.open('plan');
  await reef.drop([
    { name: 'notes.txt', bytes: strToU8('words') },
    { name: `${SMALL_MODEL}_edgetpu.tflite`, bytes: fixture(`${SMALL_MODEL}_edgetpu.tflite`) },
    { name: `${SMALL_MODEL}.tflite`, bytes: fixture(`${SMALL_MODEL}.tflite`) },
  ]);
  await reef.idle();
  await expect(reef.facts).toContainText(SMALL_MODEL);
  await expect(reef.tab('Run')).toHaveAttribute('aria-current', 'page');
  await expect(reef.notTaken).toContainText('"notes.txt" is nothing that Reef');
});

test('a file that nobody knows, dropped with a model, is named above it until that is closed', async ({
  reef,
}) => {
  await reef.open('plan');
  await reef.drop([
    { name: 'notes.txt', bytes: strToU8('words') },
    { name: `${SMALL_MODEL}.tflite`, bytes: fixture(`${SMALL_MODEL}.tflite`) },
  ]);
  await reef.idle();
  await expect(reef.facts).toContainText(SMALL_MODEL);
  await expect(reef.notTaken).toContainText('"notes.txt" is nothing that Reef can use.');
  await reef.tab('Model').click();
  await reef.notTaken.getByRole('button', { name: 'Close' }).click();
  await expect(reef.notTaken).toBeHidden();
});

test('of several models in a folder, one is chosen with the keys alone; axe finds nothing', async ({
  reef,
  page,
}, testInfo) => {
  await reef.open('plan');
  const folder = testInfo.outputPath('models');
  mkdirSync(folder, { recursive: true });
  for (const name of ['a', 'b'])
    writeFileSync(path.join(folder, `${name}.tflite`), fixture(`${SMALL_MODEL}.tflite`));
  await dragOver(page, { files: [folder] });
  const choice = page.getByRole('region', { name: 'Several models: choose one' });
  await expect(choice.getByRole('button')).toHaveText([
    /a\.tflite\s+\d+ KiB/,
    /b\.tflite\s+\d+ KiB/,
    'None of them',
  ]);
  await expect(choice.getByRole('button').first()).toBeFocused();
  expect(await findingsInBothThemes(page)).toEqual([]);
  await choice.getByRole('button').first().focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await reef.idle();
  await expect(reef.facts).toContainText('b');
  await expect(choice).toBeHidden();
});

test('a folder with compiled segments goes to Run, whatever else lies in it', async ({
  reef,
  page,
}, testInfo) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  const out = testInfo.outputPath('out');
  mkdirSync(path.join(out, 'compiled'), { recursive: true });
  for (const { name, bytes } of await compileShownPlan(view)) {
    writeFileSync(path.join(out, 'compiled', name), bytes);
  }
  writeFileSync(path.join(out, 'Makefile'), 'all:');
  writeFileSync(path.join(out, '.hidden'), '');
  await dragOver(page, { files: [out] });
  await expect(view.main).toContainText('All segments are compiled');
  await expect(reef.notTaken).toBeHidden();
});

test('an empty folder is answered', async ({ reef, page }, testInfo) => {
  await reef.open('plan');
  const empty = testInfo.outputPath('empty');
  mkdirSync(empty, { recursive: true });
  await dragOver(page, { files: [empty] });
  await expect(page.locator('reef-failure .message')).toContainText('This folder holds no file.');
});

test('a link dragged from another window opens its result; any other is answered, and the page stays', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  const { origin } = new URL(page.url());
  await dragOver(page, { address: 'https://a.example/model.tflite' });
  const failure = page.locator('reef-failure');
  await expect(failure.locator('.message')).toContainText('This address holds no result of Reef');
  await expect(failure).toContainText('Save what is there on this computer');
  await dragOver(page, { address: `https://a.example/#${LINK}` });
  await reef.idle();
  await expect(page.getByRole('main')).toContainText('Somebody’s result, out of a link.');
  expect(new URL(page.url()).origin).toBe(origin);
});

test('the page’s own links are not dropped on it, and a text over a field is for the field', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await reef.tab('Run').dragTo(page.getByRole('main'), { targetPosition: { x: 300, y: 300 } });
  await expect(reef.headline).toContainText('inferences per second');
  await expect(reef.tab('Plan')).toHaveAttribute('aria-current', 'page');
  const prevented = await page.evaluate(() => {
    const field = document.body.appendChild(document.createElement('input'));
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', '4');
    const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    field.dispatchEvent(drop);
    field.remove();
    return drop.defaultPrevented;
  });
  expect(prevented).toBe(false);
  await dragOver(page, { address: 'https://a.example/' });
  await expect(page.locator('reef-failure .message')).toContainText('This address holds no result');
});

test('a result link and files can be pasted; a text without one is answered above the result', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await paste(page, { text: 'lunch?' });
  await expect(reef.notTaken).toContainText('This text holds no result of Reef');
  await expect(reef.headline).toContainText('inferences per second');
  await paste(page, { text: `https://a.example/#${LINK}` });
  await reef.idle();
  await expect(page.getByRole('main')).toContainText('Somebody’s result, out of a link.');
  await expect(reef.notTaken).toBeHidden();
  await paste(page, { fileName: 'notes' });
  await expect(page.locator('reef-failure .message')).toContainText('"notes" is nothing that Reef');
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

/** As the browser tells of Ctrl+V with the focus on no field. */
async function paste(
  page: Page,
  what: { readonly text?: string; readonly fileName?: string },
): Promise<void> {
  await page.evaluate(({ text, fileName }) => {
    const clipboardData = new DataTransfer();
    if (text !== undefined) clipboardData.setData('text/plain', text);
    if (fileName !== undefined) clipboardData.items.add(new File(['words'], fileName));
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, what);
}
