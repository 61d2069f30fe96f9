// Memory of the host over many inferences: the runtime in Node on a virtual accelerator that answers at once.
//   npm run bench memory
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { printFigures, type Figure } from './figures.ts';
import { benchModels, inferMany, loadInstant, type BenchModel } from './runtime-models.ts';

/** Inferences that the virtual accelerator does itself, before it is set aside. */
const FOLLOWED = 20;
const WARM_UP = 2000;
const INFERENCES = 10_000;
const KB = 1000;
/** What code that is compiled later and the collector's own books may take; 10,000 outputs would be ten times that. */
const LIMIT_KB = 1000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

interface Reading {
  readonly heapKb: number;
  readonly externalKb: number;
  readonly moduleKb: number;
}

async function read(moduleBytes: number): Promise<Reading> {
  // Array buffers are given back by a finaliser, a turn later.
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return { heapKb: heapUsed / KB, externalKb: external / KB, moduleKb: moduleBytes / KB };
}

async function measure(model: BenchModel): Promise<readonly Figure[]> {
  const bench = await loadInstant(model);
  await inferMany(bench, FOLLOWED);
  await bench.instant.takeOver(() => inferMany(bench, 1));
  await inferMany(bench, WARM_UP);
  const before = await read(bench.accelerator.usedBytes);
  await inferMany(bench, INFERENCES);
  const after = await read(bench.accelerator.usedBytes);
  await bench.accelerator.close();
  const growth = (what: string, pick: (reading: Reading) => number): Figure => ({
    what: `${model.name}: ${what} over ${String(INFERENCES)} inferences`,
    unit: 'kB',
    measured: pick(after) - pick(before),
    limit: LIMIT_KB,
  });
  return [
    growth('growth of the heap', ({ heapKb }) => heapKb),
    growth('growth outside the heap', ({ externalKb }) => externalKb),
    growth('growth in the module', ({ moduleKb }) => moduleKb),
  ];
}

console.log('Measured after collecting garbage, warmed up before.');
const figures: Figure[] = [];
for (const model of await benchModels()) figures.push(...(await measure(model)));
process.exitCode = printFigures(figures) === 0 ? 0 : 1;
