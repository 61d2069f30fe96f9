// Shared buses. The bottleneck is the larger of the slowest stage and the busiest bus. For a limit on the stages, the
// chain with the least bus time is a dynamic programme; the limit is searched: where the least bus time lies above it,
// no plan is as fast as the limit; where it lies below, there is one.
//
// Several shared buses are taken as one that is as fast as all of them together: a bound, and exact for one.
import { ratesOf } from '../../edgetpu/index.ts';
import type { DeviceKind } from '../device-kinds.ts';
import { evaluateSegment } from '../evaluate.ts';
import type { PlanRequest } from '../types.ts';
import type { ChainLink, Weights } from './labels.ts';
import type { ChainSpace } from './space.ts';

export interface BusSearch {
  readonly request: PlanRequest;
  readonly kinds: readonly DeviceKind[];
  readonly busCount: number;
  readonly space: ChainSpace;
  /** No plan has a faster slowest stage, ms. */
  readonly stageBoundMs: number;
  /** Bottleneck of the best plan known, its buses counted, ms. */
  readonly incumbentMs: number;
}

export interface BusEnd {
  /** The best chain of the space below the incumbent; null where there is none. */
  readonly chain: readonly ChainLink[] | null;
  /** No chain of the space is faster, ms. */
  readonly lowerBoundMs: number;
  /** True when that is the time of the best chain, or of the incumbent where there is no better chain. */
  readonly isProved: boolean;
}

/** Halving the range between bound and plan ends here; then the plan itself is the limit to beat. */
const CLOSE_SHARE = 0.02;
/** Far more than any search was seen to need. */
const MAX_SEARCHES = 60;
const ROUNDING = 1e-9;

/** The least of max(slowest stage, bus time) over the chains of a space. */
export function leastWithBuses(search: BusSearch): BusEnd {
  const weights = busTimeThenLatency(search.kinds, search.busCount);
  let lowMs = search.stageBoundMs;
  let highMs = search.incumbentMs;
  let chain: readonly ChainLink[] | null = null;
  for (let searches = 0; searches < MAX_SEARCHES && lowMs < highMs * (1 - ROUNDING); searches++) {
    const isClose = highMs === Infinity || lowMs >= highMs * (1 - CLOSE_SHARE);
    // The plan itself, timed in another order, may seem faster than it is by rounding.
    const limitMs = isClose ? highMs * (1 - ROUNDING) : (lowMs + highMs) / 2;
    const end = search.space.leastSum({
      limitMs,
      weights,
      sumCeiling: highMs,
      fewestDevicesFirst: false,
    });
    if (!end.isComplete) break;
    if (end.found === null) {
      // Chains whose stages are below the limit keep the buses busy for `highMs` at least.
      lowMs = limitMs;
      continue;
    }
    const { value: busMs } = end.found;
    lowMs = Math.max(lowMs, Math.min(busMs, limitMs));
    const bottleneckMs = Math.max(busMs, slowestStageMs(search, end.found.chain));
    if (bottleneckMs >= highMs) continue;
    highMs = bottleneckMs;
    chain = end.found.chain;
  }
  const isProved = lowMs >= highMs * (1 - ROUNDING);
  return { chain, lowerBoundMs: isProved ? highMs : lowMs, isProved };
}

function busTimeThenLatency(kinds: readonly DeviceKind[], busCount: number): Weights {
  const msPerByte = kinds.map(({ device, sharedBus }) =>
    sharedBus === null ? 0 : 1 / ratesOf(device).inBytesPerMs / busCount,
  );
  return {
    first: (evaluator, kind) => evaluator.busBytes * (msPerByte[kind] ?? 0),
    second: (evaluator, kind) => evaluator.stageMs[kind] ?? Infinity,
  };
}

function slowestStageMs({ request, space, kinds }: BusSearch, chain: readonly ChainLink[]): number {
  return space.placementsOf(chain).reduce((slowest, { operators }, index) => {
    const device = kinds[chain[index]?.kind ?? 0]?.device;
    if (device === undefined) return slowest;
    return Math.max(slowest, evaluateSegment(request, operators, device).stageMs);
  }, 0);
}

/** True when one segment alone on a shared bus may need it for longer than its stage takes: its rates say so. */
export function busMayOutlastStage(kinds: readonly DeviceKind[]): boolean {
  return kinds.some(({ device, sharedBus }) => {
    const { inBytesPerMs, outBytesPerMs } = ratesOf(device);
    return sharedBus !== null && outBytesPerMs > inBytesPerMs;
  });
}
