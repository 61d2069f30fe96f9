// Where a sweep ends: cells of prefixes, in order of work, with the empty and the full prefix as nodes of their own.
// Merged with neighbours these two would give false proofs: "no path below the incumbent" proves something only if both
// ends exist.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { CoarseProblem } from './coarse-problem.ts';
import type { Entry } from './entry-table.ts';
import type { LatticeProblem } from './problem.ts';
import type { SweepResult } from './sweep.ts';

export interface CoarseNodes {
  /** Node 0 is the empty prefix, the last the full one. */
  readonly count: number;
  readonly leastWorkMs: Float64Array;
  readonly mostWorkMs: Float64Array;
  readonly leastBytes: Float64Array;
  readonly mostBytes: Float64Array;
  readonly leastConvolutions: Float64Array;
  readonly mostConvolutions: Float64Array;
  /** Least crossing bytes of any prefix in the cell. */
  readonly crossingBytes: Float64Array;
  /** Bytes of the model's own inputs that any first segment reads. */
  readonly firstInBytes: number;
  /** Choice record of a prefix with that many; −1 for the ends. */
  readonly record: Int32Array;
  /** Prefixes in the cells, the two ends left out; a float, as it may be astronomical. */
  readonly prefixCount: number;
}

/** Sorts the entries of a sweep by least work, O(entries · log entries). */
export function nodesOf(coarse: CoarseProblem, { entries }: SweepResult): CoarseNodes {
  const all: Entry[] = [];
  for (let at = 0; at < entries.count; at++) {
    const entry = { ...EMPTY_ENTRY };
    entries.read(at, entry);
    all.push(entry);
  }
  all.sort((a, b) => a.leastWorkMs - b.leastWorkMs || a.leastBytes - b.leastBytes);
  const convolutionCount = coarse.problem.isConvolution.reduce((sum, is) => sum + is, 0);
  const end = {
    ...EMPTY_ENTRY,
    leastWorkMs: coarse.totalWorkMs,
    mostWorkMs: coarse.totalWorkMs,
    leastBytes: coarse.totalCacheableBytes,
    mostBytes: coarse.totalCacheableBytes,
    leastConvolutions: convolutionCount,
    mostConvolutions: convolutionCount,
  };
  const nodes = [EMPTY_ENTRY, ...all, end];
  return {
    count: nodes.length,
    leastWorkMs: Float64Array.from(nodes, (node) => node.leastWorkMs),
    mostWorkMs: Float64Array.from(nodes, (node) => node.mostWorkMs),
    leastBytes: Float64Array.from(nodes, (node) => node.leastBytes),
    mostBytes: Float64Array.from(nodes, (node) => node.mostBytes),
    leastConvolutions: Float64Array.from(nodes, (node) => node.leastConvolutions),
    mostConvolutions: Float64Array.from(nodes, (node) => node.mostConvolutions),
    crossingBytes: Float64Array.from(nodes, (node) => node.crossingBytes),
    firstInBytes: firstInBytes(coarse.problem),
    record: Int32Array.from(nodes, (node) => node.record),
    prefixCount: all.reduce((sum, node) => sum + node.count, 0),
  };
}

/** What every operator that can come first reads. */
function firstInBytes({
  operatorCount,
  predecessors,
  inputs,
  activationBytes,
}: LatticeProblem): number {
  let common: number[] | null = null;
  for (let op = 0; op < operatorCount; op++) {
    if (predecessors.start[op] !== predecessors.start[op + 1]) continue;
    const reads = [...inputs.values.subarray(inputs.start[op], inputs.start[op + 1])];
    common = common === null ? reads : common.filter((id) => reads.includes(id));
  }
  return (common ?? []).reduce((bytes, id) => bytes + activationBytes[id]!, 0);
}

const EMPTY_ENTRY: Readonly<Entry> = {
  workUnits: 0,
  byteUnits: 0,
  leastWorkMs: 0,
  mostWorkMs: 0,
  leastBytes: 0,
  mostBytes: 0,
  leastConvolutions: 0,
  mostConvolutions: 0,
  crossingBytes: 0,
  reachMs: 0,
  record: -1,
  count: 0,
};
