// The largest value over a range of work, on a grid: which bytes may cross at prefixes of some range of work.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.

const CELLS = 4096;

export class RangeMaximum {
  readonly #cellWidth: number;
  /** Level k, cell c: maximum of the 2^k cells from c on. */
  readonly #levels: Float64Array[];

  /** `total`: the grid covers 0 … total. */
  constructor(total: number, ranges: Iterable<{ from: number; to: number; value: number }>) {
    this.#cellWidth = total > 0 ? total / CELLS : 1;
    const base = new Float64Array(CELLS).fill(-1);
    for (const { from, to, value } of ranges) {
      for (let cell = this.#cellOf(from); cell <= this.#cellOf(to); cell++) {
        if (value > base[cell]!) base[cell] = value;
      }
    }
    this.#levels = [base];
    for (let width = 1; width * 2 <= CELLS; width *= 2) {
      const below = this.#levels.at(-1)!;
      const level = new Float64Array(CELLS);
      for (let cell = 0; cell < CELLS; cell++) {
        level[cell] = Math.max(below[cell]!, below[Math.min(CELLS - 1, cell + width)]!);
      }
      this.#levels.push(level);
    }
  }

  #cellOf(position: number): number {
    return Math.max(0, Math.min(CELLS - 1, Math.floor(position / this.#cellWidth)));
  }

  /** Largest value of any range that shares a cell with from … to; −1 where there is none. O(1). */
  over(from: number, to: number): number {
    const first = this.#cellOf(from);
    const last = Math.max(first, this.#cellOf(to));
    const level = 31 - Math.clz32(last - first + 1);
    const values = this.#levels[level]!;
    return Math.max(values[first]!, values[last - (1 << level) + 1]!);
  }
}
