// Which strand lies where while lanes are sought. Everything in flat arrays: this is the inner loop of placing a graph.
import type { Strand, StrandCurve } from './graph-strands.ts';

/** Lane of routes that found none of their own: the outermost, shared by all of them. */
export const SHARED_LANE = 1 << 20;
const UNPLACED = 1 << 21;
const FREE = -1;

/** Lanes are numbered from the trunk, negative ones above it. */
export class LaneBoard {
  /** Elementary steps so far. */
  work = 0;
  readonly #strands: readonly Strand[];
  readonly #depthCount: number;
  /** `[lane + strandCount]` = strand at each depth; there are never more lanes than strands on either side. */
  readonly #rows: (Int32Array | undefined)[];
  readonly #origin: number;
  readonly #laneOf: Int32Array;
  readonly #gap: Int32Array;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #curvesOf: readonly number[][];
  readonly #curvesAt: readonly number[][];

  constructor(strands: readonly Strand[], curves: readonly StrandCurve[], depthCount: number) {
    this.#strands = strands;
    this.#depthCount = depthCount;
    this.#origin = strands.length + 1;
    this.#rows = new Array<Int32Array | undefined>(2 * this.#origin + 1).fill(undefined);
    this.#laneOf = new Int32Array(strands.length).fill(UNPLACED);
    this.#gap = Int32Array.from(curves, (curve) => curve.gap);
    this.#from = Int32Array.from(curves, (curve) => curve.from);
    this.#to = Int32Array.from(curves, (curve) => curve.to);
    this.#curvesOf = strands.map(() => []);
    this.#curvesAt = Array.from({ length: depthCount }, () => []);
    curves.forEach((curve, index) => {
      this.#curvesOf[curve.from]!.push(index);
      this.#curvesOf[curve.to]!.push(index);
      this.#curvesAt[curve.gap]!.push(index);
    });
  }

  put(index: number, lane: number): void {
    this.#laneOf[index] = lane;
    if (lane !== SHARED_LANE) this.#fill(index, lane, index);
  }

  /** Takes a strand off the board; gives the lane that it was in. */
  takeOut(index: number): number {
    const lane = this.#laneOf[index]!;
    if (lane !== SHARED_LANE) this.#fill(index, lane, FREE);
    this.#laneOf[index] = UNPLACED;
    return lane;
  }

  lanes(): readonly number[] {
    return [...this.#laneOf];
  }

  isFree(index: number, lane: number): boolean {
    const row = this.#rows[lane + this.#origin];
    if (row === undefined) return true;
    const { fromDepth, toDepth } = this.#strands[index]!;
    for (let depth = fromDepth; depth <= toDepth; depth++) {
      this.work++;
      if (row[depth] !== FREE) return false;
    }
    return true;
  }

  /** Middle one of the lanes at the other ends of its curves; the trunk's where none is placed yet. */
  medianOfNeighbours(index: number): number {
    const lanes: number[] = [];
    for (const curve of this.#curvesOf[index]!) {
      const lane = this.#otherLane(curve, index);
      if (lane < SHARED_LANE) lanes.push(lane);
    }
    lanes.sort((one, other) => one - other);
    return lanes[lanes.length >> 1] ?? 0;
  }

  /** Lanes that a strand's own curves would span from a lane. */
  lengthFrom(index: number, lane: number): number {
    let length = 0;
    for (const curve of this.#curvesOf[index]!) {
      const other = this.#otherLane(curve, index);
      if (other < SHARED_LANE) length += Math.abs(other - lane);
    }
    return length;
  }

  /** Lines and curves that would cross in a lane; counting ends where there are more than `most`. */
  crossingsIn(index: number, lane: number, most: number): number {
    let crossings = 0;
    for (const curve of this.#curvesOf[index]!) {
      const other = this.#otherLane(curve, index);
      if (other >= SHARED_LANE) continue;
      const isFrom = this.#from[curve] === index;
      crossings += this.#linesBetween(this.#gap[curve]!, lane, other);
      crossings += this.#curvesCrossing(curve, isFrom ? lane : other, isFrom ? other : lane);
      if (crossings > most) return crossings;
    }
    return crossings + this.#curvesOver(index, lane, most - crossings);
  }

  /** Lane at the other end of a curve. */
  #otherLane(curve: number, index: number): number {
    return this.#laneOf[this.#from[curve] === index ? this.#to[curve]! : this.#from[curve]!]!;
  }

  #fill(index: number, lane: number, value: number): void {
    const position = lane + this.#origin;
    const row = (this.#rows[position] ??= new Int32Array(this.#depthCount).fill(FREE));
    const { fromDepth, toDepth } = this.#strands[index]!;
    row.fill(value, fromDepth, toDepth + 1);
  }

  /** Lines that pass the gap in the lanes between two. */
  #linesBetween(gap: number, one: number, other: number): number {
    let count = 0;
    const end = Math.max(one, other);
    for (let lane = Math.min(one, other) + 1; lane < end; lane++) {
      this.work++;
      const row = this.#rows[lane + this.#origin];
      if (row !== undefined && row[gap] !== FREE && row[gap] === row[gap + 1]) count++;
    }
    return count;
  }

  /** Curves of the same gap that cross one from lane `start` to lane `end`; those of its own strand start or end with it. */
  #curvesCrossing(curve: number, start: number, end: number): number {
    let count = 0;
    for (const other of this.#curvesAt[this.#gap[curve]!]!) {
      this.work++;
      const from = this.#laneOf[this.#from[other]!]!;
      const to = this.#laneOf[this.#to[other]!]!;
      if (from < SHARED_LANE && to < SHARED_LANE && (start - from) * (end - to) < 0) count++;
    }
    return count;
  }

  /** Curves of others that would cross the strand itself. */
  #curvesOver(index: number, lane: number, most: number): number {
    let count = 0;
    const { fromDepth, toDepth } = this.#strands[index]!;
    for (let gap = fromDepth; gap < toDepth && count <= most; gap++) {
      for (const curve of this.#curvesAt[gap]!) {
        this.work++;
        const from = this.#laneOf[this.#from[curve]!]!;
        const to = this.#laneOf[this.#to[curve]!]!;
        if (from < SHARED_LANE && to < SHARED_LANE && (from - lane) * (to - lane) < 0) count++;
      }
    }
    return count;
  }
}
