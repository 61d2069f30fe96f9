// The host's processor time per inference: the runtime in Node on a virtual accelerator that answers at once.
//   npm run bench runtime
import { loadavg } from 'node:os';
import { median, printFigures, type Figure } from './figures.ts';
import {
  benchModels,
  inferMany,
  loadInstant,
  type BenchModel,
  type LoadedBench,
} from './runtime-models.ts';

const WARM_UP = 2000;
const PASSES = 15;
const INFERENCES = 400;
/** Google's own driver needs 100 to 200 on the same kind of device. */
const LIMIT_US = 100;

async function measure(model: BenchModel): Promise<readonly Figure[]> {
  const bench = await loadInstant(model);
  await inferMany(bench, WARM_UP);
  const { wallUs } = await timesOf(bench);
  await bench.instant.takeOver(() => inferMany(bench, 1));
  await inferMany(bench, WARM_UP);
  const host = await timesOf(bench);
  const { name } = model;
  return [
    { what: `${name}: processor, host alone`, unit: 'µs', measured: host.cpuUs, limit: LIMIT_US },
    { what: `${name}: wall clock, host alone`, unit: 'µs', measured: host.wallUs, limit: null },
    { what: `${name}: wall clock, with the chip`, unit: 'µs', measured: wallUs, limit: null },
  ];
}

/** Medians over the passes, per inference. */
async function timesOf(
  bench: LoadedBench,
): Promise<{ readonly cpuUs: number; readonly wallUs: number }> {
  const cpuUs: number[] = [];
  const wallUs: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const startMs = performance.now();
    const before = process.cpuUsage();
    await inferMany(bench, INFERENCES);
    const { user, system } = process.cpuUsage(before);
    cpuUs.push((user + system) / INFERENCES);
    wallUs.push(((performance.now() - startMs) * 1000) / INFERENCES);
  }
  return { cpuUs: median(cpuUs), wallUs: median(wallUs) };
}

const load = loadavg()[0] ?? 0;
console.log(
  `Measured per inference, one after the other. Load of this machine: ${load.toFixed(1)}.`,
);
const figures: Figure[] = [];
for (const model of await benchModels()) figures.push(...(await measure(model)));
process.exitCode = printFigures(figures) === 0 ? 0 : 1;
