// How near a pipeline comes to the bound that its slowest stage sets: virtual accelerators that answer when they would, by
// the clock on the wall, and compute nothing; everything else is what runs on hardware.
//   npm run bench pipeline
import { loadavg } from 'node:os';
import { unwrap } from '../src/base/index.ts';
import { DEFAULT_RUN_OPTIONS, runSegments, type RunDevice } from '../src/bench/index.ts';
import type { DeviceSpec } from '../src/edgetpu/index.ts';
import { runStrategy, type Plan } from '../src/partition/index.ts';
import type { Run } from '../src/pipeline/index.ts';
import { cutPlan } from '../src/segment/index.ts';
import { compileVirtually, eventClock, type VirtualClock } from '../src/virtual/index.ts';
import { printShares, type Share } from './figures.ts';
import { readAll } from './planner-work.ts';
import { openTimed, realClock } from './quiet-accelerators.ts';
import { readSample } from './runtime-models.ts';

/** Stages of 5 ms and more. */
const CASES = [
  ['resnet50', 4],
  ['inception_v3', 4],
  ['resnet101', 6],
] as const;
const PASSES = 3;
const OPTIONS = { ...DEFAULT_RUN_OPTIONS, inferences: 150, batch: 150, warmUp: 10, keptOutputs: 0 };
const AT_LEAST = 0.95;

interface Prepared {
  readonly plan: Plan;
  readonly specs: readonly DeviceSpec[];
  readonly segments: readonly Uint8Array[];
}

async function prepare(sample: string, count: number): Promise<Prepared> {
  const bytes = await readSample(sample);
  const { model, graph, costs } = readAll(bytes);
  const specs = Array.from({ length: count }, (_, bus): DeviceSpec => ({
    ...{ link: 'usb3', clock: 'max', bus },
  }));
  const plan = unwrap(runStrategy('balanced', { graph, costs, devices: specs, batch: 15 }));
  const files = unwrap(cutPlan(model, { modelName: sample, segments: plan.segments }));
  return { plan, specs, segments: files.map((file) => unwrap(compileVirtually(file.bytes)).bytes) };
}

async function run({ plan, specs, segments }: Prepared, clock: VirtualClock): Promise<Run> {
  const devices = await openTimed(specs, clock);
  const stages = plan.segments.map(({ deviceIndices }) =>
    deviceIndices.flatMap((index): RunDevice[] => {
      const device = devices[index];
      return device === undefined ? [] : [device];
    }),
  );
  const request = { segments, devices: stages, plan, reference: null };
  const outcome = unwrap(
    await runSegments({ ...request, input: { kind: 'zeros' } }, OPTIONS, {
      now: () => clock.now(),
    }),
  );
  await Promise.all(devices.map((device) => device.close()));
  if (outcome.run === null) throw new Error('The run gave no figures.');
  return outcome.run;
}

async function measure(sample: string, count: number): Promise<Share> {
  const prepared = await prepare(sample, count);
  // With no time passing on the host, a stage takes exactly what its device takes: that is the bound.
  const ideal = await run(
    prepared,
    eventClock((action) => void setImmediate(action)),
  );
  const slowestMs = Math.max(...ideal.stages.map(({ meanMs }) => meanMs));
  const rates: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    rates.push((await run(prepared, realClock())).throughputPerSecond);
  }
  const fastestMs = Math.min(...ideal.stages.map(({ meanMs }) => meanMs));
  return {
    what: `${sample} on ${String(count)}, stages of ${fastestMs.toFixed(1)} to ${slowestMs.toFixed(1)} ms`,
    of: 'the slowest stage’s bound',
    shares: rates.map((rate) => (rate * slowestMs) / 1000),
    atLeast: AT_LEAST,
  };
}

const load = loadavg()[0] ?? 0;
console.log(`Measured in wall-clock time. Load of this machine: ${load.toFixed(1)}.`);
const shares: Share[] = [];
for (const [sample, count] of CASES) shares.push(await measure(sample, count));
process.exitCode = printShares(shares) === 0 ? 0 : 1;
