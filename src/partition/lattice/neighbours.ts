// Prefixes close to the ends of a chain's segments: one operator more, with what it needs, or one less, with what needs
// it. A search over them finds what a coarse look has stepped over.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import { wordsOf } from './prefix-list.ts';
import type { PrefixWords } from './prefix-list.ts';
import type { LatticeProblem } from './problem.ts';
import { SUM_COMPUTE_MS, SUM_COUNT } from './problem.ts';

/** Larger changes are no neighbours, however little they compute; of the rest only so many of a prefix are looked at. */
const MAX_CHANGED_OPERATORS = 64;
const MAX_NEIGHBOURS = 128;

/** All prefixes that differ from one by an operator and what goes with it, by at most some compute time; the closest ones. */
export function neighboursOf(
  problem: LatticeProblem,
  words: PrefixWords,
  mostChangeMs: number,
): PrefixWords[] {
  const { operatorCount, bitOf, predecessors, successors, sums } = problem;
  const isMember = Uint8Array.from({ length: operatorCount }, (_, op) =>
    Number((words[bitOf[op]! >>> 5]! & (1 << (bitOf[op]! & 31))) !== 0),
  );
  const neighbours: { readonly words: PrefixWords; readonly changeMs: number }[] = [];
  const changedFor = new Int32Array(operatorCount).fill(-1);
  for (let op = 0; op < operatorCount; op++) {
    const side = isMember[op] === 1 ? successors : predecessors;
    const change = [op];
    changedFor[op] = op;
    let changeMs = 0;
    for (let at = 0; at < change.length && changeMs <= mostChangeMs; at++) {
      const changed = change[at]!;
      changeMs += sums[changed * SUM_COUNT + SUM_COMPUTE_MS]!;
      if (change.length > MAX_CHANGED_OPERATORS) break;
      for (let edge = side.start[changed]!; edge < side.start[changed + 1]!; edge++) {
        const other = side.values[edge]!;
        if (isMember[other] !== isMember[op] || changedFor[other] === op) continue;
        changedFor[other] = op;
        change.push(other);
      }
    }
    if (changeMs > mostChangeMs || change.length > MAX_CHANGED_OPERATORS) continue;
    const flipped = wordsOf(problem, change);
    neighbours.push({ words: words.map((word, index) => word ^ flipped[index]!), changeMs });
  }
  return neighbours
    .sort((a, b) => a.changeMs - b.changeMs)
    .slice(0, MAX_NEIGHBOURS)
    .map((neighbour) => neighbour.words);
}
