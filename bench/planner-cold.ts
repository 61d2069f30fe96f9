// One pass in a fresh process; prints its times as one line of JSON. Started by planner.ts.
import path from 'node:path';
import { unwrap } from '../src/base/index.ts';
import { loadSampleByName } from '../src/samples/index.ts';
import { createNodeSamplePlatform } from '../src/samples/node.ts';
import { timed } from './figures.ts';
import { cutAll, planBalanced, planQuick, readAll, SAMPLE } from './planner-work.ts';

/** Times in ms of a first pass, and memory. */
export interface ColdPass {
  readonly rebuildMs: number;
  readonly rebuildAndHashMs: number;
  readonly readMs: number;
  readonly planMs: number;
  readonly cutMs: number;
  readonly modelBytes: number;
  readonly segmentBytes: number;
  /** Growth of the process at its largest, over the time of cutting. */
  readonly cutGrowthBytes: number;
}

const platform = createNodeSamplePlatform(path.resolve('public/samples'));
const startMs = performance.now();
let hashMs = 0;
const sample = await loadSampleByName(SAMPLE, {
  ...platform,
  sha256: async (bytes) => {
    const hashStartMs = performance.now();
    const hash = await platform.sha256(bytes);
    hashMs = performance.now() - hashStartMs;
    return hash;
  },
});
const rebuildAndHashMs = performance.now() - startMs;
const { bytes } = unwrap(sample);
const read = timed(() => readAll(bytes));
const plans = timed(() => planQuick(read.value));
const plan = planBalanced(read.value);
const residentBytes = process.memoryUsage().rss;
const cut = timed(() => cutAll(read.value, plan));
// maxRSS is in KiB and never falls: what it exceeds the state before by was needed for cutting.
const cutGrowthBytes = Math.max(0, process.resourceUsage().maxRSS * 1024 - residentBytes);
const pass: ColdPass = {
  rebuildMs: rebuildAndHashMs - hashMs,
  rebuildAndHashMs,
  readMs: read.ms,
  planMs: plans.ms,
  cutMs: cut.ms,
  modelBytes: bytes.length,
  segmentBytes: cut.value.reduce((sum, file) => sum + file.bytes.length, 0),
  cutGrowthBytes,
};
console.log(JSON.stringify(pass));
