// Lanes for strands: the trunk lies in the middle and never bends; every other strand takes the free lane where its
// curves cross least and are shortest. Sweeps to and fro, as in layered drawing, move strands towards their neighbours.
import { LaneBoard, SHARED_LANE } from './graph-lane-board.ts';
import type { Strand, StrandCurve } from './graph-strands.ts';

export interface Lanes {
  /** `[strandIndex]` = lane, 0 … laneCount − 1 from the top. */
  readonly laneOf: readonly number[];
  readonly laneCount: number;
}

/** Crossing another line costs as much as a curve over so many lanes. */
const CROSSING_COST = 4;
const SWEEPS = 4;
/** Free lanes that are looked at for a strand: those nearest to where it would like to be. */
const MOST_CANDIDATES = 10;
/** A route that finds no lane this near shares one with others like it, so that hundreds of skips do not bury the nodes. */
const MOST_ROUTE_LANES = 12;
/** Elementary steps after which sweeping ends: large graphs are drawn sooner, a little less tidily. */
const WORK_LIMIT = 1_000_000;

/** Assigns lanes. Strands in one lane never overlap in depth, except routes in the shared outermost one. */
export function assignLanes(
  strands: readonly Strand[],
  curves: readonly StrandCurve[],
  depthCount: number,
): Lanes {
  const board = new LaneBoard(strands, curves, depthCount);
  const others = strands.map((_, index) => index).slice(1);
  const by = (figure: (strand: Strand) => number): readonly number[] =>
    [...others].sort(
      (one, other) => figure(strands[one]!) - figure(strands[other]!) || one - other,
    );
  if (strands.length > 0) board.put(0, 0);
  // Short ones next to the trunk, long ones around them.
  for (const index of by((strand) => strand.toDepth - strand.fromDepth)) {
    board.put(index, findLane(board, strands, index));
  }
  const orders = [by((strand) => -strand.toDepth), by((strand) => strand.fromDepth)];
  for (let sweep = 0; sweep < SWEEPS && board.work < WORK_LIMIT; sweep++) {
    let hasMoved = false;
    for (const index of orders[sweep % 2]!) {
      if (board.work >= WORK_LIMIT) break;
      const before = board.takeOut(index);
      const after = findLane(board, strands, index);
      board.put(index, after);
      hasMoved ||= before !== after;
    }
    if (!hasMoved) break;
  }
  return normalise(board.lanes());
}

/** The lane that suits a strand best, of the free ones nearest to its neighbours. */
function findLane(board: LaneBoard, strands: readonly Strand[], index: number): number {
  const isRoute = strands[index]?.operators.length === 0;
  const wanted = board.medianOfNeighbours(index);
  const farthest = isRoute ? MOST_ROUTE_LANES : Infinity;
  let best = SHARED_LANE;
  let least = Infinity;
  let found = 0;
  for (let step = 0; found < MOST_CANDIDATES; step++) {
    const distance = Math.ceil(step / 2);
    if (distance > farthest + Math.abs(wanted)) break;
    const lane = wanted + (step % 2 === 1 ? -distance : distance);
    if (Math.abs(lane) > farthest || !board.isFree(index, lane)) continue;
    // Very large graphs: the nearest free lane will do.
    if (board.work >= WORK_LIMIT) return lane;
    found++;
    // Of equals, the lane nearer to the trunk, and the one above it.
    const length = board.lengthFrom(index, lane) + 0.3 * Math.abs(lane) + (lane > 0 ? 0.005 : 0);
    const mostCrossings = (least - length) / CROSSING_COST;
    if (mostCrossings <= 0) continue;
    const cost = length + CROSSING_COST * board.crossingsIn(index, lane, mostCrossings);
    if (cost >= least) continue;
    least = cost;
    best = lane;
  }
  return best;
}

/** Lanes from 0 on, none of them empty. */
function normalise(lanes: readonly number[]): Lanes {
  const used = [...new Set(lanes)].sort((one, other) => one - other);
  const positionOf = new Map(used.map((lane, position) => [lane, position]));
  return { laneOf: lanes.map((lane) => positionOf.get(lane) ?? 0), laneCount: used.length };
}
