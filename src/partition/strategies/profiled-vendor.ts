// The vendor's profiling-based partitioner (edgetpu-compiler.md e): a target for the stage times between two bounds is
// halved; for each target, every segment but the last is the longest run of operators that meets it.
import { assertExists, fail, ok } from '../../base/index.ts';
import type { Failure, Result } from '../../base/index.ts';
import { assemblePlan } from '../assemble.ts';
import { LayerTable } from '../layer-table.ts';
import { relaxedLowerBoundMs } from '../lower-bound.ts';
import { firstOutputPosition, placementsOfOrderEnds } from '../order-cuts.ts';
import { PLAN_NOTES } from '../plan-notes.ts';
import { CANCELLED, checkDeviceCount } from '../request-checks.ts';
import type { Plan, PlanContext, PlanRequest, Strategy } from '../types.ts';
import { compilerEnds } from './compiler.ts';

/** `--diff_threshold_ns`: bounds closer than this end the search. Default of the vendor's tool. */
const DIFF_THRESHOLD_NS = 1_000_000;
const NS_PER_MS = 1_000_000;

/** The vendor's search for a stage time that every segment meets; cuts in its own order; segment i runs on device i. */
export const profiledVendor: Strategy = {
  name: 'profiled-vendor',
  title: 'Vendor profiled',
  explanation:
    "What the vendor's partition_with_profiling finds: it halves a target time between the fastest and slowest stage of the compiler's split.",
  run: (request, context) => {
    const count = checkDeviceCount(request);
    if (!count.ok) return count;
    const start = compilerEnds(request);
    if (!start.ok) return fail(noBounds(start.failure));
    const ends = searchEnds(request, start.value, context);
    if (!ends.ok) return ends;
    return ok(planOf(request, ends.value ?? start.value, ends.value === null));
  },
};

function planOf(request: PlanRequest, ends: readonly number[], writesNothing: boolean): Plan {
  const note = {
    code: PLAN_NOTES.vendorWritesNothing,
    message:
      "The stages of the compiler's split are within 1 ms of each other, so the vendor's tool ends at once and writes nothing; the compiler's split is shown.",
  };
  return assemblePlan(request, 'profiled-vendor', placementsOfOrderEnds(request, ends), {
    lowerBoundMs: relaxedLowerBoundMs(request, request.devices.length),
    notes: writesNothing ? [note] : [],
  });
}

function noBounds(failure: Failure): Failure {
  if (failure.code !== 'partition/compiler-crashes') return failure;
  return {
    ...failure,
    message: `The vendor's profiling starts from the compiler's split and stops with it. ${failure.message}`,
  };
}

/** Ends of the segments in execution order; null where the bounds start within the threshold and nothing is written. */
function searchEnds(
  request: PlanRequest,
  start: readonly number[],
  context: PlanContext,
): Result<readonly number[] | null> {
  const startPlan = assemblePlan(request, 'profiled-vendor', placementsOfOrderEnds(request, start));
  const latenciesNs = startPlan.segments.map(({ stageMs }) => Math.round(stageMs * NS_PER_MS));
  let lowerNs = Math.min(...latenciesNs);
  let upperNs = Math.max(...latenciesNs);
  if (upperNs - lowerNs <= DIFF_THRESHOLD_NS) return ok(null);
  const search = new TargetSearch(request, upperNs / NS_PER_MS);
  let best: readonly number[] | null = null;
  while (upperNs - lowerNs > DIFF_THRESHOLD_NS) {
    if (context.isCancelled?.() === true) return fail(CANCELLED);
    const targetNs = Math.floor((lowerNs + upperNs) / 2);
    const found = search.findEnds(targetNs);
    const lastNs = found === null ? Infinity : search.lastNs(found);
    if (lastNs < targetNs) {
      best = found;
      upperNs = targetNs;
      continue;
    }
    if (lastNs < upperNs) {
      best = found;
      upperNs = lastNs;
    }
    lowerNs = targetNs;
  }
  return best === null ? fail(FOUND_NOTHING) : ok(best);
}

const FOUND_NOTHING: Failure = {
  code: 'partition/vendor-finds-nothing',
  message:
    "The vendor's profiling finds no split: none of its target times can be met by all segments.",
  hint: 'Choose another strategy or another number of devices.',
};

/** Partitions for one target after another; latencies are kept between targets, as the vendor's tool keeps them. */
class TargetSearch {
  readonly #table: LayerTable;
  readonly #request: PlanRequest;
  readonly #operatorCount: number;
  /** Operators that the last segment has at least: the first model output and all after it. */
  readonly #lastCount: number;

  /** Segments slower than `limitMs` are never of use. */
  constructor(request: PlanRequest, limitMs: number) {
    this.#request = request;
    this.#table = new LayerTable(request, 'order', () => limitMs);
    this.#operatorCount = request.graph.operatorCount;
    this.#lastCount = Math.max(1, this.#operatorCount - firstOutputPosition(request));
  }

  /**
   * Ends of the segments, each but the last the longest that meets the target with the rest still to be met; null where
   * there are none. What is known to fail from a position on is not tried twice, which changes no result.
   */
  findEnds(targetNs: number): readonly number[] | null {
    const segmentCount = this.#request.devices.length;
    const hasFailed = Array.from(
      { length: segmentCount },
      () => new Uint8Array(this.#operatorCount),
    );
    const ends: number[] = [];
    const extend = (segmentIndex: number, start: number): boolean => {
      if (segmentIndex === segmentCount - 1) return true;
      if (hasFailed[segmentIndex]?.[start] === 1) return false;
      const longestEnd = this.#operatorCount - this.#lastCount - (segmentCount - 2 - segmentIndex);
      for (let end = longestEnd; end > start; end--) {
        if (this.#latencyNs(segmentIndex, start, end) > targetNs) continue;
        ends[segmentIndex] = end;
        if (extend(segmentIndex + 1, end)) return true;
      }
      const failed = hasFailed[segmentIndex];
      if (failed !== undefined) failed[start] = 1;
      return false;
    };
    return extend(0, 0) ? [...ends.slice(0, segmentCount - 1), this.#operatorCount] : null;
  }

  /** Latency of the last segment. */
  lastNs(ends: readonly number[]): number {
    const segmentIndex = ends.length - 1;
    return this.#latencyNs(segmentIndex, ends[segmentIndex - 1] ?? 0, this.#operatorCount);
  }

  #latencyNs(segmentIndex: number, start: number, end: number): number {
    const device = assertExists(this.#request.devices[segmentIndex], 'a device for each segment');
    // Beyond the end of its row a segment is slower than any target.
    return Math.round(
      (this.#table.rowsOf(device).stage(start)[end - start - 1] ?? Infinity) * NS_PER_MS,
    );
  }
}
