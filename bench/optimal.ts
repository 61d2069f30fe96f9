// How long the optimal strategy takes and what it proves: every sample at 2, 4 and 8 devices, USB 3, own ports.
//   node scripts/run-ts.mjs bench/optimal.ts [SAMPLE …]
// "cold" is the first search of that sample in this process (its code may be warm from samples before), "warm" the best
// of three more. Incumbents (the other strategies' plans) are made before and not counted.
import { readFileSync } from 'node:fs';
import { unwrap } from '../src/base/index.ts';
import { operatorCosts } from '../src/edgetpu/index.ts';
import { buildGraph } from '../src/graph/index.ts';
import { optimal } from '../src/partition/strategies/optimal.ts';
import type { Plan, PlanRequest } from '../src/partition/index.ts';
import { loadSampleByName, parseSampleIndex } from '../src/samples/index.ts';
import { createNodeSamplePlatform } from '../src/samples/node.ts';
import { readModel } from '../src/tflite/index.ts';

const FOLDER = 'public/samples';
const DEVICE_COUNTS = [2, 4, 8];
const WARM_RUNS = 3;

async function requestFor(name: string): Promise<Omit<PlanRequest, 'devices'> | null> {
  const loaded = unwrap(await loadSampleByName(name, createNodeSamplePlatform(FOLDER)));
  const [subgraph] = unwrap(readModel(loaded.bytes)).subgraphs;
  if (subgraph === undefined) return null;
  const graph = unwrap(buildGraph(subgraph));
  return { graph, costs: operatorCosts(subgraph, graph), batch: 15 };
}

function timed(request: PlanRequest): { ms: number; plan: Plan } {
  const start = performance.now();
  const plan = unwrap(optimal.run(request, {}));
  return { ms: performance.now() - start, plan };
}

function row(cells: readonly (string | number)[]): string {
  const widths = [22, 4, 9, 9, 11, 9, 8];
  return cells
    .map((cell, column) => String(cell)[column === 0 ? 'padEnd' : 'padStart'](widths[column] ?? 8))
    .join(' ');
}

const index = unwrap(parseSampleIndex(readFileSync(`${FOLDER}/index.json`)));
const wanted = process.argv.slice(2);
const names = index.samples
  .map(({ name }) => name)
  .filter((name) => wanted.length === 0 || wanted.includes(name));

console.log(row(['sample', 'n', 'cold ms', 'warm ms', 'optimum ms', 'gap %', 'devices']));
for (const name of names) {
  const base = await requestFor(name);
  if (base === null) continue;
  for (const deviceCount of DEVICE_COUNTS) {
    const devices = Array.from({ length: deviceCount }, (_, bus) => ({
      link: 'usb3' as const,
      clock: 'max' as const,
      bus,
    }));
    const cold = timed({ ...base, devices });
    let warmMs = Infinity;
    for (let run = 0; run < WARM_RUNS; run++)
      warmMs = Math.min(warmMs, timed({ ...base, devices }).ms);
    const { plan } = cold;
    console.log(
      row([
        name,
        deviceCount,
        cold.ms.toFixed(1),
        warmMs.toFixed(1),
        plan.bottleneckMs.toFixed(3),
        (plan.gap * 100).toFixed(2),
        plan.deviceCount,
      ]),
    );
  }
}
