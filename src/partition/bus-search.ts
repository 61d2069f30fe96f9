// The least of max(slowest stage, bus time): for a bound on the stages, the chain with the least bus time is a dynamic
// programme; a looser bound never needs more bus time, so the best bound is where the two meet.
import { leastSum } from './cut-search.ts';
import type { FoundChain, SearchSpace } from './cut-search.ts';

export interface BusSearchStart {
  /** The least slowest stage of any chain, buses left aside. */
  readonly slowestMs: number;
  /** Time per inference of a known plan, its buses counted. */
  readonly incumbentMs: number;
  /** Shared buses; their load is taken as spread evenly over them. */
  readonly busCount: number;
}

/** Halving the bound ends when this few stage times lie between its ends; they are then tried one by one, by bisection. */
const FEW_TIMES = 64;
const MAX_HALVINGS = 40;

/** Exact for one shared bus; for more, exact for the relaxation that spreads the bus time evenly. */
export function leastWithBuses(
  space: SearchSpace,
  { slowestMs, incumbentMs, busCount }: BusSearchStart,
): { readonly chain: FoundChain | null; readonly lowerBoundMs: number } {
  const search = new BoundSearch(space, busCount);
  let high = Math.max(incumbentMs, slowestMs);
  if (search.meets(slowestMs)) return search.result();
  let low = slowestMs;
  let times = stageTimesBetween(space, low, high);
  for (let halving = 0; halving < MAX_HALVINGS && times.length > FEW_TIMES; halving++) {
    const middle = (low + high) / 2;
    if (search.meets(middle)) high = middle;
    else low = middle;
    times = times.filter((timeMs) => timeMs > low && timeMs <= high);
  }
  times = times.sort();
  let [first, last] = [0, times.length - 1];
  while (first <= last) {
    const middle = (first + last) >> 1;
    if (search.meets(times[middle] ?? high)) last = middle - 1;
    else first = middle + 1;
  }
  // All stage times up to `high` were too tight: the incumbent's own bus time decides.
  if (first >= times.length) search.meets(high);
  return search.result();
}

class BoundSearch {
  readonly #space: SearchSpace;
  readonly #busCount: number;
  #chain: FoundChain | null = null;
  #leastMs = Infinity;

  constructor(space: SearchSpace, busCount: number) {
    this.#space = space;
    this.#busCount = busCount;
  }

  /** True when the buses need no longer than `boundMs` for some chain whose stages do not either. Keeps the best chain. */
  meets(boundMs: number): boolean {
    const chain = leastSum(this.#space, boundMs, 'weight');
    if (chain === null) return false;
    const busMs = chain.sum / this.#busCount;
    const timeMs = Math.max(boundMs, busMs);
    if (timeMs < this.#leastMs) {
      this.#leastMs = timeMs;
      this.#chain = chain;
    }
    return busMs <= boundMs;
  }

  result(): { readonly chain: FoundChain | null; readonly lowerBoundMs: number } {
    return { chain: this.#chain, lowerBoundMs: this.#leastMs };
  }
}

/** Stage times per inference, replicas counted, in a half-open range, in no order. */
function stageTimesBetween(space: SearchSpace, lowMs: number, highMs: number): Float64Array {
  const times: number[] = [];
  for (let first = 0; first < space.layerCount; first++) {
    for (const kind of space.kinds) {
      const mostReplicas = space.mayReplicate ? devicesOf(space) : 1;
      for (const stageMs of kind.stageRow(first)) {
        for (let replicas = 1; replicas <= mostReplicas; replicas++) {
          const timeMs = stageMs / replicas;
          if (timeMs <= lowMs) break;
          if (timeMs <= highMs) times.push(timeMs);
        }
      }
    }
  }
  return Float64Array.from(times);
}

function devicesOf(space: SearchSpace): number {
  return space.kinds.reduce((count, kind) => count + kind.deviceCount, 0);
}
