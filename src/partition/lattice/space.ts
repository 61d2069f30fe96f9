// What the searches for plans need of a set of prefixes, be it all of them or a pick.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { Placement } from '../assemble.ts';
import type { DeviceKind } from '../device-kinds.ts';
import { leastBottleneck, leastSum } from './exact.ts';
import type { Lattice, SearchEnd, SumRequest } from './exact.ts';
import type { ChainLink } from './labels.ts';
import { leastBottleneckInList, leastSumInList } from './list-search.ts';
import type { ListSpace } from './list-search.ts';
import type { BitSets } from './prefix-list.ts';
import type { LatticeProblem } from './problem.ts';

export interface ChainSpace {
  /** The least slowest stage of any chain below a ceiling, ms. */
  readonly leastBottleneck: (ceilingMs: number) => SearchEnd;
  readonly leastSum: (request: SumRequest) => SearchEnd;
  readonly placementsOf: (chain: readonly ChainLink[]) => Placement[];
}

/** All prefixes. */
export function latticeSpace(lattice: Lattice): ChainSpace {
  return {
    leastBottleneck: (ceilingMs) => leastBottleneck(lattice, ceilingMs),
    leastSum: (request) => leastSum(lattice, request),
    placementsOf: (chain) => placementsOf(chain, lattice.ideals, lattice),
  };
}

/** Some prefixes. */
export function listSpace(space: ListSpace): ChainSpace {
  return {
    leastBottleneck: (ceilingMs) => leastBottleneckInList(space, ceilingMs),
    leastSum: (request) => leastSumInList(space, request),
    placementsOf: (chain) => placementsOf(chain, space.list, space),
  };
}

/** Segments of a chain, with devices of each kind taken in the order of the list. */
function placementsOf(
  chain: readonly ChainLink[],
  sets: BitSets,
  { problem, kinds }: { readonly problem: LatticeProblem; readonly kinds: readonly DeviceKind[] },
): Placement[] {
  const used = kinds.map(() => 0);
  const has = (prefix: number, op: number): boolean => {
    const bit = problem.bitOf[op]!;
    return (sets.words[prefix * sets.wordCount + (bit >>> 5)]! & (1 << (bit & 31))) !== 0;
  };
  let before = 0;
  return chain.map(({ ideal, kind }) => {
    const operators: number[] = [];
    for (let op = 0; op < problem.operatorCount; op++) {
      if (has(ideal, op) && !has(before, op)) operators.push(op);
    }
    before = ideal;
    return { operators, deviceIndices: [kinds[kind]!.deviceIndices[used[kind]!++]!] };
  });
}
