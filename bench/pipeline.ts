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
import { openTimed, QuietLibrary, realClock, type TimedDevice } from './quiet-accelerators.ts';
import { readSample } from './runtime-models.ts';

/** Plans whose stages all take 5 ms and more; the last two stream parameters on purpose. */
const CASES = [
  { sample: 'resnet101', strategy: 'balanced', count: 4 },
  { sample: 'inception_resnet_v2', strategy: 'balanced', count: 6 },
  { sample: 'densenet201', strategy: 'optimal', count: 4 },
  { sample: 'inception_v4', strategy: 'optimal', count: 6 },
] as const;
type Case = (typeof CASES)[number];
const PASSES = 3;
const OPTIONS = { ...DEFAULT_RUN_OPTIONS, inferences: 150, batch: 150, warmUp: 10, keptOutputs: 0 };
const AT_LEAST = 0.95;

interface Prepared {
  readonly plan: Plan;
  readonly timed: readonly TimedDevice[];
  readonly segments: readonly Uint8Array[];
}

async function prepare({ sample, strategy, count }: Case): Promise<Prepared> {
  const bytes = await readSample(sample);
  const { model, graph, costs } = readAll(bytes);
  const specs = Array.from({ length: count }, (_, bus): DeviceSpec => ({
    ...{ link: 'usb3', clock: 'max', bus },
  }));
  const plan = unwrap(runStrategy(strategy, { graph, costs, devices: specs, batch: 15 }));
  const files = unwrap(cutPlan(model, { modelName: sample, segments: plan.segments }));
  const timed = specs.map((spec) => ({ spec, library: new QuietLibrary(true) }));
  return { plan, timed, segments: files.map((file) => unwrap(compileVirtually(file.bytes)).bytes) };
}

async function run({ plan, timed, segments }: Prepared, clock: VirtualClock): Promise<Run> {
  const devices = await openTimed(timed, clock);
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

async function measure(measured: Case): Promise<Share> {
  const { sample, strategy, count } = measured;
  const prepared = await prepare(measured);
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
    what: `${sample} on ${String(count)}, ${strategy}, stages of ${fastestMs.toFixed(1)} to ${slowestMs.toFixed(1)} ms`,
    of: 'the slowest stage’s bound',
    shares: rates.map((rate) => (rate * slowestMs) / 1000),
    atLeast: AT_LEAST,
  };
}

const load = loadavg()[0] ?? 0;
console.log(`Measured in wall-clock time. Load of this machine: ${load.toFixed(1)}.`);
const shares: Share[] = [];
for (const measured of CASES) shares.push(await measure(measured));
process.exitCode = printShares(shares) === 0 ? 0 : 1;
