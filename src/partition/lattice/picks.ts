// Prefixes worth trying first: a chain over them is a good plan, and a good plan prunes the search over all.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { IdealTable } from './ideals.ts';
import { wordsOf } from './prefix-list.ts';
import type { PrefixWords } from './prefix-list.ts';
import type { LatticeProblem } from './problem.ts';

/** All depth cuts: what `profiled` chooses from. */
export function depthPrefixes(problem: LatticeProblem): PrefixWords[] {
  const { operatorsAtDepth } = problem.graph;
  return operatorsAtDepth.map((_, depth) =>
    wordsOf(problem, operatorsAtDepth.slice(0, depth).flat()),
  );
}

/** All prefixes of the compiler's order: what `compiler` chooses from. */
export function orderPrefixes(problem: LatticeProblem): PrefixWords[] {
  const { order } = problem.graph;
  return order.map((_, position) => wordsOf(problem, order.slice(0, position)));
}

/** More would cost as much as the search that they are to prune. */
const MAX_NARROW_PREFIXES = 128;

/** Of every size, or of some neighbouring ones, the prefix with the fewest crossing bytes. */
export function narrowPrefixes(problem: LatticeProblem, ideals: IdealTable): PrefixWords[] {
  const { count, crossingBytes, unpassableCount, words, wordCount } = ideals;
  const sizesPerPick = Math.ceil(problem.operatorCount / MAX_NARROW_PREFIXES);
  const narrowest = new Map<number, number>();
  for (let ideal = 0; ideal < count; ideal++) {
    if (unpassableCount[ideal]! > 0) continue;
    const size = Math.floor(sizeOf(ideals, ideal) / sizesPerPick);
    const known = narrowest.get(size);
    if (known === undefined || crossingBytes[ideal]! < crossingBytes[known]!) {
      narrowest.set(size, ideal);
    }
  }
  return [...narrowest.values()].map((ideal) =>
    words.slice(ideal * wordCount, (ideal + 1) * wordCount),
  );
}

function sizeOf({ words, wordCount }: IdealTable, ideal: number): number {
  let size = 0;
  for (let word = ideal * wordCount; word < (ideal + 1) * wordCount; word++) {
    let bits = words[word]!;
    for (; bits !== 0; bits &= bits - 1) size++;
  }
  return size;
}
