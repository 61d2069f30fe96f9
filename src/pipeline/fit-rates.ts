// Link rates from a run, so that the next plan is made for the links that are really there. Each rate comes from the part
// of a stage that it alone decides; what is left over is the fixed cost of an invocation.
import { LINK_RATES, type LinkName, type LinkRates } from '../edgetpu/index.ts';
import type { PlanSegment } from '../partition/index.ts';
import type { RunStage } from './run-types.ts';

/** One stage of a run beside the segment that was planned for it. */
export interface RateSample {
  readonly link: LinkName;
  readonly stage: RunStage;
  readonly segment: PlanSegment;
}

/** Rates of one kind of link, and how many stages they come from. */
export interface FittedRates {
  readonly link: LinkName;
  readonly rates: LinkRates;
  readonly stages: number;
}

/**
 * The first read of an output ends when the chip has computed it, so its time says nothing of the link (runtime options:
 * reads of 32,768 bytes).
 */
const FIRST_READ_BYTES = 32_768;

/**
 * Fits rates for every link that the samples name. A rate that no stage tells anything about stays as published. Empty
 * where there is nothing to fit, for instance after a run on the CPU.
 */
export function fitRates(samples: readonly RateSample[]): readonly FittedRates[] {
  const links = [...new Set(samples.map(({ link }) => link))];
  return links.flatMap((link) => {
    const own = samples.filter((one) => one.link === link && one.stage.bytesIn > 0);
    // Streamed parameters pass while the chip computes: stages without them tell the rates apart more clearly.
    const quiet = own.filter(({ segment }) => segment.streamedBytes === 0);
    const used = quiet.length > 0 ? quiet : own;
    return used.length === 0 ? [] : [{ link, rates: fitOne(link, used), stages: used.length }];
  });
}

function fitOne(link: LinkName, samples: readonly RateSample[]): LinkRates {
  const published = LINK_RATES[link];
  const inBytesPerMs =
    slope(samples, ({ stage, segment }) => [
      Math.max(0, stage.bytesIn - segment.streamedBytes),
      stage.inMs,
    ]) ?? published.inBytesPerMs;
  const outBytesPerMs =
    slope(samples, ({ stage }) => [Math.max(0, stage.bytesOut - FIRST_READ_BYTES), stage.outMs]) ??
    published.outBytesPerMs;
  const leftOver = samples.map(({ stage, segment }) => {
    const firstReadMs = Math.min(FIRST_READ_BYTES, stage.bytesOut) / outBytesPerMs;
    return stage.computeMs - segment.computeMs - firstReadMs;
  });
  return { fixedMs: Math.max(0, median(leftOver)), inBytesPerMs, outBytesPerMs };
}

/** Least squares through the origin: bytes per ms; null where no byte took any time. */
function slope(
  samples: readonly RateSample[],
  pairOf: (sample: RateSample) => readonly [bytes: number, ms: number],
): number | null {
  let squares = 0;
  let products = 0;
  for (const sample of samples) {
    const [bytes, ms] = pairOf(sample);
    squares += bytes * bytes;
    products += bytes * ms;
  }
  return products > 0 ? squares / products : null;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
