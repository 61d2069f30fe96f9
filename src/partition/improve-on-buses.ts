// Several shared buses: the exact search spreads their load evenly, which no plan can. From its result and from the even
// cuts, single cuts move and devices change places as long as the busiest of all stages and buses gets less busy.
import type { LayerTable } from './layer-table.ts';
import { loadsOf } from './staffed-runs.ts';
import type { StaffedRun, StaffedRuns } from './staffed-runs.ts';
import type { PlanRequest } from './types.ts';

/** How far a cut may jump in one move. */
const CUT_MOVES = [-8, -4, -2, -1, 1, 2, 4, 8];
const MAX_MOVES = 400;
/** A move has to gain more than rounding, or moving would not end. */
const LEAST_GAIN_MS = 1e-9;

/** The fastest plan that moves lead to from any of the starts; the starts themselves included. */
export function improveOnBuses(
  request: PlanRequest,
  table: LayerTable,
  starts: readonly StaffedRuns[],
): StaffedRuns {
  const ends = starts.map((start) => climb(request, table, start));
  const best = ends.reduce((least, next) => (isLess(next.loadsMs, least.loadsMs) ? next : least));
  return best.runs;
}

interface Rated {
  readonly runs: StaffedRuns;
  readonly loadsMs: readonly number[];
}

function climb(request: PlanRequest, table: LayerTable, start: StaffedRuns): Rated {
  let now: Rated = { runs: start, loadsMs: loadsOf(request, table, start) };
  for (let move = 0; move < MAX_MOVES; move++) {
    let best = now;
    for (const runs of neighboursOf(now.runs)) {
      const loadsMs = loadsOf(request, table, runs);
      if (isLess(loadsMs, best.loadsMs)) best = { runs, loadsMs };
    }
    if (best === now) return now;
    now = best;
  }
  return now;
}

/** Plans that differ in one cut, or in the places of two devices. */
function* neighboursOf(runs: StaffedRuns): Generator<StaffedRuns> {
  for (let index = 0; index + 1 < runs.length; index++) {
    const before = runs[index]!;
    const after = runs[index + 1]!;
    for (const move of CUT_MOVES) {
      const last = before.last + move;
      if (last < before.first || last >= after.last) continue;
      yield runs.map((run) =>
        run === before ? { ...run, last } : run === after ? { ...run, first: last + 1 } : run,
      );
    }
  }
  for (const [index, one] of runs.entries()) {
    for (const other of runs.slice(index + 1)) {
      for (const a of one.deviceIndices) {
        for (const b of other.deviceIndices) {
          yield runs.map((run) =>
            run === one ? swapped(run, a, b) : run === other ? swapped(run, b, a) : run,
          );
        }
      }
    }
  }
}

function swapped(run: StaffedRun, out: number, into: number): StaffedRun {
  const deviceIndices = run.deviceIndices.map((index) => (index === out ? into : index));
  return { ...run, deviceIndices };
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (let index = 0; index < a.length; index++) {
    const left = a[index]!;
    const right = b[index] ?? 0;
    if (left === right || Math.abs(left - right) <= LEAST_GAIN_MS) continue;
    return left < right;
  }
  return false;
}
