// How long the optimal strategy takes and what it proves: every sample at 2, 4 and 8 devices, USB 3, own ports.
//   node scripts/run-ts.mjs bench/optimal.ts [SAMPLE …]
// "cold" is the first search of that sample in this process (its code may be warm from samples before), "warm" the best
// of three more, "CPU" the least processor time of these, which a busy machine blurs less. The plans of the other
// strategies, with which the search starts, are made before and not counted.
import { readFileSync } from 'node:fs';
import { unwrap } from '../src/base/index.ts';
import { operatorCosts } from '../src/edgetpu/index.ts';
import { buildGraph } from '../src/graph/index.ts';
import { comparePlans } from '../src/partition/index.ts';
import type { Plan, PlanContext, PlanRequest } from '../src/partition/index.ts';
import { countPrefixes } from '../src/partition/lattice/count.ts';
import { optimal } from '../src/partition/strategies/optimal.ts';
import { loadSampleByName, parseSampleIndex } from '../src/samples/index.ts';
import { createNodeSamplePlatform } from '../src/samples/node.ts';
import { readModel } from '../src/tflite/index.ts';

const FOLDER = 'public/samples';
const DEVICE_COUNTS = [2, 4, 8];
const WARM_RUNS = 3;
const WIDTHS = [46, 11, 3, 9, 9, 9, 11, 9, 8];

async function requestFor(name: string): Promise<Omit<PlanRequest, 'devices'> | null> {
  const loaded = unwrap(await loadSampleByName(name, createNodeSamplePlatform(FOLDER)));
  const [subgraph] = unwrap(readModel(loaded.bytes)).subgraphs;
  if (subgraph === undefined) return null;
  const graph = unwrap(buildGraph(subgraph));
  return { graph, costs: operatorCosts(subgraph, graph), batch: 15 };
}

interface Timing {
  readonly ms: number;
  readonly cpuMs: number;
  readonly plan: Plan;
}

function timed(request: PlanRequest, context: PlanContext): Timing {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const plan = unwrap(optimal.run(request, context));
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ms, cpuMs: (user + system) / 1000, plan };
}

function row(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, column) => String(cell)[column === 0 ? 'padEnd' : 'padStart'](WIDTHS[column] ?? 8))
    .join(' ');
}

const index = unwrap(parseSampleIndex(readFileSync(`${FOLDER}/index.json`)));
const wanted = process.argv.slice(2);
const names = index.samples
  .map(({ name }) => name)
  .filter((name) => wanted.length === 0 || wanted.includes(name));

console.log(
  row([
    'sample',
    'prefixes',
    'n',
    'cold ms',
    'warm ms',
    'CPU ms',
    'optimum ms',
    'gap %',
    'devices',
  ]),
);
for (const name of names) {
  const base = await requestFor(name);
  if (base === null) continue;
  const prefixes = countPrefixes(base.graph, base.costs);
  for (const deviceCount of DEVICE_COUNTS) {
    const devices = Array.from({ length: deviceCount }, (_, bus) => ({
      link: 'usb3' as const,
      clock: 'max' as const,
      bus,
    }));
    const request = { ...base, devices };
    const others = comparePlans(request, ['single', 'compiler', 'balanced', 'profiled']);
    const incumbents = others.flatMap((outcome) => ('plan' in outcome ? [outcome.plan] : []));
    const cold = timed(request, { incumbents });
    const warm = Array.from({ length: WARM_RUNS }, () => timed(request, { incumbents }));
    const { plan } = cold;
    console.log(
      row([
        name,
        prefixes ?? 'unknown',
        deviceCount,
        cold.ms.toFixed(1),
        Math.min(...warm.map(({ ms }) => ms)).toFixed(1),
        Math.min(...warm.map(({ cpuMs }) => cpuMs)).toFixed(1),
        plan.bottleneckMs.toFixed(3),
        (plan.gap * 100).toFixed(2),
        plan.deviceCount,
      ]),
    );
  }
}
