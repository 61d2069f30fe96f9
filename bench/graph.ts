// How fast the operator graph is: placing its operators, and zooming and panning 1,000 of them on the built page.
//   npm run bench graph
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { planModel, planSample } from '../src/edgetpu/testing/planned-model.ts';
import type { Graph } from '../src/graph/index.ts';
import { placeGraph } from '../src/report/index.ts';
import { buildModel } from '../src/tflite/testing/build-model.ts';
import type { TensorSpec } from '../src/tflite/testing/build-model.ts';
import { median, printFigures, timed } from './figures.ts';
import type { Figure } from './figures.ts';
import { openBrowser, serveBuiltPage, withPage } from './page-browser.ts';
import { giveFile, openIdle, readFrameTimes, startTimingFrames } from './page-tasks.ts';
import type { FrameTimes } from './page-tasks.ts';

const OPERATORS = 1000;
const PLACE_PASSES = 9;
const STEPS = 120;
const FRAME_MS = 16.7;

const folder = await mkdtemp(path.join(tmpdir(), 'reef-bench-'));
const site = await serveBuiltPage(path.join(folder, 'dist'));
const browser = await openBrowser();
try {
  const bytes = branchingModel(OPERATORS);
  const file = path.join(folder, 'branches.tflite');
  await writeFile(file, bytes);
  const figures = [
    placing('NASNet-Mobile, 570 operators', (await planSample('nasnet_mobile')).graph),
    placing(`${String(OPERATORS)} operators in branches`, planModel(bytes).graph),
    ...(await frames(file)),
  ];
  process.exitCode = printFigures(figures) === 0 ? 0 : 1;
} finally {
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
}

function placing(what: string, graph: Graph): Figure {
  const passes = Array.from({ length: PLACE_PASSES }, () => timed(() => placeGraph(graph)).ms);
  return { what: `placed: ${what}`, unit: 'ms', measured: median(passes), limit: 50 };
}

/** Frames of the whole graph being zoomed in and out, and of panning it while all of it is nearly in sight. */
async function frames(file: string): Promise<readonly Figure[]> {
  return withPage(browser, async (page) => {
    await openIdle(page, site.url);
    await giveFile(page, file);
    await page.evaluate(() => window.reefIdle());
    await page.keyboard.press('1');
    await page.locator('label', { hasText: /^Graph$/ }).click();
    const stage = page.getByRole('application', { name: /^Operator graph/ });
    await stage.scrollIntoViewIfNeeded();
    const box = await stage.boundingBox();
    if (box === null) throw new Error('There is no graph.');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.keyboard.down('Control');
    await startTimingFrames(page, 'wheel');
    for (let step = 0; step < STEPS; step++) {
      await page.mouse.wheel(0, Math.cos((step / STEPS) * 4 * Math.PI) > 0 ? -10 : 10);
    }
    await page.keyboard.up('Control');
    const zoomed = await readFrameTimes(page);
    await stage.press('0');
    await stage.press('+');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await startTimingFrames(page, 'pointermove');
    for (let step = 1; step <= STEPS; step++) {
      await page.mouse.move(x - 300 * Math.sin((step / STEPS) * Math.PI), y);
    }
    const panned = await readFrameTimes(page);
    await page.mouse.up();
    return [...figuresOf('zoomed', zoomed), ...figuresOf('panned', panned)];
  });
}

function figuresOf(what: string, { medianMs, p95Ms, frameCount }: FrameTimes): readonly Figure[] {
  const head = `${String(OPERATORS)} operators ${what}: event to painted frame`;
  return [
    {
      what: `${head}, median of ${String(frameCount)}`,
      unit: 'ms',
      measured: medianMs,
      limit: FRAME_MS,
    },
    { what: `${head}, 95th percentile`, unit: 'ms', measured: p95Ms, limit: null },
  ];
}

/** Blocks of four chains of additions that meet again, each block with a skip around it. */
function branchingModel(operatorCount: number): Uint8Array {
  const inputs: (readonly [number, number])[] = [];
  const add = (one: number, other: number): number => inputs.push([one, other]);
  let trunk = 0;
  while (inputs.length < operatorCount - 14) {
    const ends = [1, 2, 3, 4].map((length) => {
      let end = trunk;
      for (let step = 0; step < length; step++) end = add(end, end);
      return end;
    });
    const start = trunk;
    trunk = ends.reduce((sum, end) => add(sum, end));
    trunk = add(trunk, start);
  }
  while (inputs.length < operatorCount) trunk = add(trunk, trunk);
  const tensor = (_: unknown, index: number): TensorSpec => ({
    name: `sum_${String(index)}`,
    type: 'INT8',
    shape: [1, 4, 4, 8],
    scales: [0.5],
    zeroPoints: [0],
  });
  return buildModel({
    tensors: Array.from({ length: operatorCount + 1 }, tensor),
    operators: inputs.map((pair, index) => ({
      kind: 'ADD',
      inputs: [...pair],
      outputs: [index + 1],
      options: 'Add',
      fields: {},
    })),
    inputs: [0],
    outputs: [operatorCount],
  });
}
