// Bytes that may pass a segment by: tensors that cross both of its ends, and are neither its input nor its output.
// A tensor can cross the ends of a segment only if the first holds its maker (and so has some least work) and the second
// lacks a reader (and so has some most work). Rounded in favour of "may", on a grid, so that a look-up is one access.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { CoarseProblem } from './coarse-problem.ts';

/** Cells per side. */
const CELLS = 768;

export interface SkipSpan {
  readonly bytes: number;
  /** Work of prefixes that the tensor can cross the cut behind of, least and most, ms. */
  readonly fromMs: number;
  readonly toMs: number;
}

export class SkipGrid {
  readonly #cellMs: number;
  /** Row: cell of the first end's most work; column: cell of the second end's least work. */
  readonly #bytes = new Float64Array(CELLS * CELLS);

  constructor(totalWorkMs: number, spans: readonly SkipSpan[]) {
    this.#cellMs = totalWorkMs > 0 ? totalWorkMs / CELLS : 1;
    for (const { bytes, fromMs, toMs } of spans) {
      this.#bytes[this.cellOf(fromMs) * CELLS + this.cellOf(toMs)]! += bytes;
    }
    // What starts no later and ends no earlier counts too.
    for (let row = 0; row < CELLS; row++) {
      for (let column = CELLS - 1; column >= 0; column--) {
        const at = row * CELLS + column;
        const above = row > 0 ? this.#bytes[at - CELLS]! : 0;
        const right = column < CELLS - 1 ? this.#bytes[at + 1]! : 0;
        const both = row > 0 && column < CELLS - 1 ? this.#bytes[at - CELLS + 1]! : 0;
        this.#bytes[at]! += above + right - both;
      }
    }
  }

  cellOf(workMs: number): number {
    return Math.max(0, Math.min(CELLS - 1, Math.floor(workMs / this.#cellMs)));
  }

  /** Most bytes that cross both ends, by the cells of the first end's most and the second end's least work. */
  at(firstCell: number, secondCell: number): number {
    return this.#bytes[firstCell * CELLS + secondCell]!;
  }
}

/** Where each tensor can cross, from the work of its maker's ancestors and its readers' descendants. */
export function widestSpans(coarse: CoarseProblem): SkipSpan[] {
  const { problem, crossingBytes, workWithMs, workWithoutMs } = coarse;
  return Array.from(crossingBytes, (bytes, id) => {
    if (bytes === 0) return { bytes, fromMs: 0, toMs: 0 };
    let toMs = 0;
    for (let at = problem.consumers.start[id]!; at < problem.consumers.start[id + 1]!; at++) {
      toMs = Math.max(toMs, workWithoutMs[problem.consumers.values[at]!]!);
    }
    return { bytes, fromMs: workWithMs[problem.producer[id]!]!, toMs };
  });
}
