import { readFileSync } from 'node:fs';
import type { Download } from '@playwright/test';
import { unzipSync } from 'fflate';
import { unwrap } from '../src/base/index.ts';
import { randomInput } from '../src/cpu/index.ts';
import { createNodeCpuRuntime } from '../src/cpu/node.ts';
import { fixture } from './lib/reef-page.ts';
import { expect, test } from './lib/test.ts';

const NAME = 'mobilenet_v1_0.25_128_quant.tflite';

test('the bundle unpacks, and its segments compute what the whole model computes', async ({
  reef,
  page,
}) => {
  await reef.open();
  await reef.chooseFile(NAME, fixture(NAME));
  await reef.idle();
  await reef.strategy('Balanced').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('reef-header').getByRole('button', { name: 'Download segments' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('mobilenet_v1_0.25_128_quant_4_segments.zip');
  const files = unzipSync(await bytesOf(download));
  expect(Object.keys(files).sort()).toEqual([
    'README.txt',
    'compile.ipynb',
    'compile.sh',
    ...[0, 1, 2, 3].map((i) => `mobilenet_v1_0.25_128_quant_segment_${String(i)}_of_4.tflite`),
    'plan.json',
    'run_pipeline.py',
  ]);
  const document = JSON.parse(new TextDecoder().decode(files['plan.json'])) as {
    readonly strategy: string;
    readonly segmentFiles: readonly string[];
  };
  expect(document.strategy).toBe('balanced');
  expect(
    await runChain(document.segmentFiles.map((name) => files[name] ?? new Uint8Array())),
  ).toEqual(await runChain([fixture(NAME)]));
});

test('one segment is downloaded as a file of its own', async ({ reef, page }) => {
  await reef.open();
  await reef.chooseFile(NAME, fixture(NAME));
  await reef.idle();
  await reef.strategy('Balanced').click();
  await page.getByText('Single files, and the commands to compile').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^Download .*_segment_2_of_4\.tflite$/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('mobilenet_v1_0.25_128_quant_segment_2_of_4.tflite');
  expect(new TextDecoder().decode((await bytesOf(download)).subarray(4, 8))).toBe('TFL3');
});

test('the commands to compile are copied', async ({ reef, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await reef.open();
  await page.getByText('Single files, and the commands to compile').click();
  await page.getByRole('button', { name: 'Copy commands' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Commands copied.' })).toBeAttached();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text.split('\n')[0]).toMatch(/^edgetpu_compiler -s resnet50_segment_0_of_\d\.tflite$/);
});

async function bytesOf(download: Download): Promise<Uint8Array> {
  return new Uint8Array(readFileSync(await download.path()));
}

/** The outputs of models run one after the other, each fed by name from what came before. */
async function runChain(
  models: readonly Uint8Array[],
): Promise<Readonly<Record<string, number[]>>> {
  const cpu = unwrap(await createNodeCpuRuntime());
  const tensors = new Map<string, Uint8Array>();
  let last: Record<string, number[]> = {};
  for (const bytes of models) {
    const model = unwrap(cpu.loadModel(bytes));
    const inputs = model.inputs.map((tensor) => tensors.get(tensor.name) ?? randomInput(tensor, 7));
    const outputs = unwrap(model.run(inputs));
    last = {};
    model.outputs.forEach(({ name }, index) => {
      const output = outputs[index] ?? new Uint8Array();
      tensors.set(name, output);
      last[name] = [...output];
    });
    model.close();
  }
  return last;
}
