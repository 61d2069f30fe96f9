// How fast the page is: the built page in Chromium, on this machine. Limits: the requirements of the project.
//   npm run bench page
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { unwrap } from '../src/base/index.ts';
import { loadSampleByName } from '../src/samples/index.ts';
import { createNodeSamplePlatform } from '../src/samples/node.ts';
import { buildModel } from '../src/tflite/testing/build-model.ts';
import type { TensorSpec } from '../src/tflite/testing/build-model.ts';
import { median, printFigures } from './figures.ts';
import type { Figure } from './figures.ts';
import { openBrowser, serveBuiltPage } from './page-browser.ts';
import { changeModels } from './page-memory.ts';
import {
  dragCut,
  loadFirstView,
  openModelFile,
  scrollTable,
  visitEverything,
} from './page-tasks.ts';

const DROP_PASSES = 5;
const MODEL_CHANGES = 200;
const LONG_MODEL_OPERATORS = 1000;
/** Small enough to be changed every few milliseconds. */
const SMALL_SAMPLES = [
  'mobilenet_v1_0.25_128_quant',
  'dense_256',
  'efficientnet_lite0',
  'mobilenet_v2',
];

if ((loadavg()[0] ?? 0) > 0.7) {
  console.log(
    `Other work keeps this machine busy (load ${(loadavg()[0] ?? 0).toFixed(1)}): expect larger figures.`,
  );
}
const folder = await mkdtemp(path.join(tmpdir(), 'reef-bench-'));
const site = await serveBuiltPage(path.join(folder, 'dist'));
const browser = await openBrowser();
try {
  const figures = [
    ...(await firstViewFigures()),
    ...(await dropFigures('resnet50', 'ResNet-50', 1000)),
    ...(await dropFigures('resnet152', 'ResNet-152', 2000)),
    ...(await dragFigures()),
    ...(await scrollFigures()),
    ...(await longTaskFigures()),
    ...(await memoryFigures()),
  ];
  process.exitCode = printFigures(figures) === 0 ? 0 : 1;
} finally {
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
}

async function firstViewFigures(): Promise<readonly Figure[]> {
  const view = await loadFirstView(browser, site.url);
  return [
    {
      what: 'gzipped JavaScript of page and worker, to a drawn plan',
      unit: 'kB',
      measured: view.drawnKb,
      limit: null,
    },
    {
      what: 'gzipped JavaScript of page and worker, at rest with nobody there',
      unit: 'kB',
      measured: view.restKb,
      limit: 150,
    },
    { what: 'first visit to a drawn plan', unit: 'ms', measured: view.drawnMs, limit: null },
  ];
}

async function dropFigures(
  sample: string,
  title: string,
  limit: number,
): Promise<readonly Figure[]> {
  const file = await writeSample(sample);
  const passes: number[] = [];
  for (let pass = 0; pass < DROP_PASSES; pass++) {
    passes.push(await openModelFile(browser, site.url, file));
  }
  return [
    { what: `${title}: file given to plan drawn`, unit: 'ms', measured: median(passes), limit },
  ];
}

async function dragFigures(): Promise<readonly Figure[]> {
  const { medianMs, p95Ms, frameCount } = await dragCut(
    browser,
    site.url,
    await writeSample('resnet152'),
  );
  return [
    {
      what: `ResNet-152: pointer event to painted frame, median of ${String(frameCount)}`,
      unit: 'ms',
      measured: medianMs,
      limit: 16,
    },
    {
      what: 'ResNet-152: pointer event to painted frame, 95th percentile',
      unit: 'ms',
      measured: p95Ms,
      limit: 16,
    },
  ];
}

async function longTaskFigures(): Promise<readonly Figure[]> {
  const longest = await visitEverything(browser, site.url, await writeSample('resnet152'));
  return [
    { what: 'longest main-thread task after load', unit: 'ms', measured: longest, limit: 50 },
  ];
}

async function scrollFigures(): Promise<readonly Figure[]> {
  const file = path.join(folder, 'long.tflite');
  await writeFile(file, longModel(LONG_MODEL_OPERATORS));
  const { medianMs, p95Ms } = await scrollTable(browser, site.url, file);
  const what = `table of ${String(LONG_MODEL_OPERATORS)} operators: scroll event to painted frame`;
  return [
    { what: `${what}, median`, unit: 'ms', measured: medianMs, limit: 16 },
    { what: `${what}, 95th percentile`, unit: 'ms', measured: p95Ms, limit: null },
  ];
}

async function memoryFigures(): Promise<readonly Figure[]> {
  const files = await Promise.all(SMALL_SAMPLES.map(writeSample));
  const changes = { files, count: MODEL_CHANGES };
  const { settled, end } = await changeModels(browser, site.url, changes);
  const quarter = String(MODEL_CHANGES / 4);
  const growth = `from the ${quarter}th to the ${String(MODEL_CHANGES)}th model change`;
  return [
    {
      what: `heap after ${quarter} model changes`,
      unit: 'MiB',
      measured: settled.heapMib,
      limit: null,
    },
    {
      what: `heap growth ${growth}`,
      unit: 'MiB',
      measured: end.heapMib - settled.heapMib,
      limit: 4,
    },
    {
      what: `DOM nodes ${growth}`,
      unit: '×',
      measured: end.nodeCount / settled.nodeCount,
      limit: 1.2,
    },
    ...(settled.processMib === null || end.processMib === null
      ? []
      : [
          {
            what: `whole process after ${quarter} model changes`,
            unit: 'MiB' as const,
            measured: settled.processMib,
            limit: null,
          },
          {
            what: `whole process growth ${growth}`,
            unit: 'MiB' as const,
            measured: end.processMib - settled.processMib,
            limit: 48,
          },
        ]),
  ];
}

/** A chain of additions: more operators than any published CNN, and small. */
function longModel(operatorCount: number): Uint8Array {
  const tensor = (name: string): TensorSpec => ({
    name,
    type: 'INT8',
    shape: [1, 4, 4, 8],
    scales: [0.5],
    zeroPoints: [0],
  });
  return buildModel({
    tensors: Array.from({ length: operatorCount + 1 }, (_, index) =>
      tensor(`sum_${String(index)}`),
    ),
    operators: Array.from({ length: operatorCount }, (_, index) => ({
      kind: 'ADD',
      inputs: [index, index],
      outputs: [index + 1],
      options: 'Add',
      fields: {},
    })),
    inputs: [0],
    outputs: [operatorCount],
  });
}

/** A sample as a file on disk, as a person has one. */
async function writeSample(name: string): Promise<string> {
  const platform = createNodeSamplePlatform(path.resolve('public/samples'));
  const { bytes } = unwrap(await loadSampleByName(name, platform));
  const file = path.join(folder, `own-${name}.tflite`);
  await writeFile(file, bytes);
  return file;
}
