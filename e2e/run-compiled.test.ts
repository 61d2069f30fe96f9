import { formatMib } from '../src/base/index.ts';
import { fixture } from './lib/reef-page.ts';
import { compileShownPlan } from './lib/run-states.ts';
import { RunView, SMALL_MODEL } from './lib/run-view.ts';
import { expect, test } from './lib/test.ts';

/** A pair of real files: compiled with another model, it streams part of its parameters. Bytes as in models/real. */
const SHARED_CHIP = `${SMALL_MODEL}_cocompiled_with_inception_v4_299_quant_edgetpu.tflite`;
const CACHED_BYTES = 318_144;
const STREAMED_BYTES = 248_768;

test('a file of the real compiler: what went on chip stands beside the estimate, and the plan counts on it', async ({
  reef,
}) => {
  const view = new RunView(reef);
  await view.openSmall(1);
  await view.addVirtual();
  await expect(view.main).toContainText(
    /expects \d+ inferences per second on one stage, estimated\./,
  );
  await reef.drop([{ name: SHARED_CHIP, bytes: fixture(SHARED_CHIP) }]);
  const row = view.compiledRows.first();
  await expect(row).toContainText(formatMib(CACHED_BYTES));
  await expect(row.locator('.streamed')).toHaveText(formatMib(STREAMED_BYTES));
  await expect(row).toContainText('31 of 31');
  await expect(view.main).toContainText('The segment is compiled. It streams 0.24 MiB');
  await expect(view.main).toContainText(/estimated with what went on chip\./);
  await view.button('Forget them').click();
  await expect(view.compiledRows).toHaveCount(0);
  await expect(view.main).toContainText(/on one stage, estimated\./);
});

test('compiled files and logs dropped on the Plan view propose the next cut; it is taken, and undone', async ({
  reef,
  page,
}) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  const before = await view.segmentsOfPlan();
  const files = await compileShownPlan(view);
  await reef.tab('Plan').click();
  await reef.drop(files);
  await reef.idle();
  await expect(view.compiledRows).toHaveCount(2);
  for (const [index, { operators }] of before.entries()) {
    const count = String(operators.length);
    await expect(view.compiledRows.nth(index)).toContainText(`${count} of ${count}`);
    await expect(view.compiledRows.nth(index).locator('.streamed')).toHaveText(/^0\.\d\d$/);
  }
  await expect(view.main).toContainText(/cut 1 after depth \d+ instead of \d+/);

  await view.button('Move the cut').click();
  await reef.idle();
  const moved = await view.segmentsOfPlan();
  expect(moved.map(({ lastDepth }) => lastDepth)).not.toEqual(
    before.map(({ lastDepth }) => lastDepth),
  );
  // Both segments beside the only cut are others now: they are still to be compiled.
  await expect(view.main).not.toContainText('All segments are compiled');
  await reef.tab('Plan').click();
  await expect(reef.strategy('Your cuts')).toBeChecked();

  await page.keyboard.press('Control+z');
  await reef.idle();
  await reef.tab('Run').click();
  await expect(view.main).toContainText('All segments are compiled');
  expect(await view.segmentsOfPlan()).toHaveLength(before.length);
  expect((await view.segmentsOfPlan()).map(({ lastDepth }) => lastDepth)).toEqual(
    before.map(({ lastDepth }) => lastDepth),
  );
});

test('a log alone says what maps and what the compiler left to the CPU; one of another cut is refused', async ({
  reef,
}) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  const [, log] = await compileShownPlan(view);
  const text = new TextDecoder().decode(log?.bytes);
  const refused = text.replace(
    /^(CONV_2D +\d+ +)Mapped to Edge TPU$/m,
    '$1Operation not supported',
  );
  const stale = text.replace(/^(CONV_2D +)\d+/m, '$199');
  const encode = (content: string): Uint8Array => new TextEncoder().encode(content);
  await reef.drop([
    { name: 'segment_0_edgetpu.log', bytes: encode(refused) },
    { name: 'old_edgetpu.log', bytes: encode(stale) },
  ]);
  await expect(view.main).toContainText(
    /Segment 1: \d+ operators on the CPU: \d+ CONV_2D \(Operation not supported\)\./,
  );
  await expect(view.main).toContainText('"old_edgetpu.log" speaks of a file with other operators');
});

test('a compiled file of another model can be opened as a model from its refusal', async ({
  reef,
}) => {
  const view = new RunView(reef);
  await view.openSmall(1);
  const name = 'dense_256_edgetpu.tflite';
  await reef.drop([{ name, bytes: fixture(name) }]);
  await view.button(`Open ${name}`).click();
  await reef.idle();
  await expect(reef.facts).toContainText('dense_256');
  await expect(reef.headline).toHaveText(/Already compiled/);
});
