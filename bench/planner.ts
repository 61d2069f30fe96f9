// How fast the core is in Node: ResNet-152 (62 MB) on 8 devices. Limits: the requirements of the project.
//   npm run bench planner
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import path from 'node:path';
import { unwrap } from '../src/base/index.ts';
import { loadSampleByName } from '../src/samples/index.ts';
import { createNodeSamplePlatform } from '../src/samples/node.ts';
import { median, printFigures, timed } from './figures.ts';
import type { Figure } from './figures.ts';
import type { ColdPass } from './planner-cold.ts';
import { cutAll, planBalanced, planQuick, readAll, SAMPLE } from './planner-work.ts';

const COLD_PASSES = 5;
const WARM_PASSES = 15;
const MIB = 1024 * 1024;

const loads = loadavg()[0] ?? 0;
if (loads > 0.7) {
  console.log(
    `Other work keeps this machine busy (load ${loads.toFixed(1)}): expect larger figures.`,
  );
}
const cold = Array.from({ length: COLD_PASSES }, runColdPass);
const figures = [...coldFigures(cold), ...(await warmFigures())];
process.exitCode = printFigures(figures) === 0 ? 0 : 1;

function runColdPass(): ColdPass {
  const { stdout, status } = spawnSync(
    process.execPath,
    ['scripts/run-ts.mjs', 'bench/planner-cold.ts'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error('The cold pass failed');
  return JSON.parse(stdout) as ColdPass;
}

function coldFigures(passes: readonly ColdPass[]): readonly Figure[] {
  const of = (pick: (pass: ColdPass) => number): number => median(passes.map(pick));
  const ms = (what: string, pick: (pass: ColdPass) => number, limit: number | null): Figure => ({
    what: `${what}, cold`,
    unit: 'ms',
    measured: of(pick),
    limit,
  });
  return [
    ms('rebuild the sample', (pass) => pass.rebuildMs, 150),
    ms('rebuild the sample and check its SHA-256', (pass) => pass.rebuildAndHashMs, null),
    ms('read + graph + costs', (pass) => pass.readMs, 50),
    ms('all strategies but optimal', (pass) => pass.planMs, 100),
    ms('cut into 8 segments', (pass) => pass.cutMs, 300),
    {
      what: 'segment files over model file',
      unit: '×',
      measured: of((pass) => pass.segmentBytes / pass.modelBytes),
      limit: null,
    },
    {
      what: 'growth of the process while cutting',
      unit: 'MiB',
      measured: of((pass) => pass.cutGrowthBytes) / MIB,
      // One more copy of the weights, and what the runtime needs beside it.
      limit: Math.ceil((of((pass) => pass.modelBytes) * 1.1) / MIB),
    },
  ];
}

async function warmFigures(): Promise<readonly Figure[]> {
  const platform = createNodeSamplePlatform(path.resolve('public/samples'));
  const { bytes } = unwrap(await loadSampleByName(SAMPLE, platform));
  const model = readAll(bytes);
  const plan = planBalanced(model);
  const warm = (what: string, work: () => unknown, limit: number): Figure => {
    const times = Array.from({ length: WARM_PASSES }, () => timed(work).ms);
    // The first third warms up.
    return {
      what: `${what}, warm`,
      unit: 'ms',
      measured: median(times.slice(WARM_PASSES / 3)),
      limit,
    };
  };
  return [
    warm('read + graph + costs', () => readAll(bytes), 50),
    warm('all strategies but optimal', () => planQuick(model), 50),
    warm('cut into 8 segments', () => cutAll(model, plan), 300),
  ];
}
