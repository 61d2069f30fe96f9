// The best plan known, and ways to a better one: searches over picked prefixes and the neighbours of its cuts.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { DeviceKind } from '../device-kinds.ts';
import type { PlanRequest } from '../types.ts';
import type { DeviceStates } from './device-states.ts';
import type { Found } from './exact.ts';
import { makeFactTable } from './facts.ts';
import { leastBottleneckInList } from './list-search.ts';
import type { ListSpace } from './list-search.ts';
import { neighboursOf } from './neighbours.ts';
import { listPrefixes, PrefixPool } from './prefix-list.ts';
import type { BitSets, PrefixWords } from './prefix-list.ts';
import type { LatticeProblem } from './problem.ts';
import { SUM_COMPUTE_MS, SUM_COUNT } from './problem.ts';
import type { WorkBudget } from './work-budget.ts';

/** What every search of one request shares. */
export interface SearchInput {
  readonly request: PlanRequest;
  readonly problem: LatticeProblem;
  readonly kinds: readonly DeviceKind[];
  readonly states: DeviceStates;
  readonly budget: WorkBudget;
}

/** Compute time by which a neighbour differs, as a share of the model's. */
const NEIGHBOUR_SHARE = 1 / 32;
const MAX_ROUNDS = 12;
/** What it takes to try whether an operator makes a neighbour. */
const STEPS_PER_NEIGHBOUR = 20;

export class PlanImprover {
  /** Slowest stage of the best plan known, ms. */
  bestMs: number;
  /** Its cuts, as far as this class has found it; those of the caller's plan before. */
  ends: readonly PrefixWords[];
  readonly #input: SearchInput;
  readonly #mostChangeMs: number;
  readonly #pool: PrefixPool;
  /** Neighbours of cuts, by the cut's words. */
  readonly #neighbours = new Map<string, readonly PrefixWords[]>();

  constructor(input: SearchInput, incumbentMs: number, ends: readonly PrefixWords[]) {
    this.#input = input;
    this.#pool = new PrefixPool(input.problem);
    this.bestMs = incumbentMs;
    this.ends = ends;
    const { operatorCount, sums } = input.problem;
    let computeMs = 0;
    for (let op = 0; op < operatorCount; op++) computeMs += sums[op * SUM_COUNT + SUM_COMPUTE_MS]!;
    this.#mostChangeMs = computeMs * NEIGHBOUR_SHARE;
  }

  /** Searches some prefixes together with the best plan's cuts and their neighbours, as long as that helps. */
  improve(picks: readonly PrefixWords[]): void {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { isBetter } = this.#search([...picks, ...this.ends, ...this.#around()]);
      if (!isBetter || this.#input.budget.isSpent) return;
    }
  }

  /** Searches some prefixes alone; true when the search came to its end, so that none of their chains is better. */
  searchAll(picks: readonly PrefixWords[]): boolean {
    return this.#search([...picks, ...this.ends]).isComplete;
  }

  /** Takes a better plan over from another search. */
  adopt({ value, chain }: Found, { words, wordCount }: BitSets): void {
    this.bestMs = value;
    this.ends = chain
      .slice(0, -1)
      .map(({ ideal }) => words.slice(ideal * wordCount, (ideal + 1) * wordCount));
  }

  /** The best plan's cuts, with their neighbours or without, for searches with other aims. */
  spaceAround(budget: WorkBudget, withNeighbours: boolean): ListSpace {
    return this.#spaceOf(withNeighbours ? [...this.ends, ...this.#around()] : this.ends, budget);
  }

  #around(): PrefixWords[] {
    const { problem, budget } = this.#input;
    return this.ends.flatMap((end) => {
      const key = end.join();
      const known = this.#neighbours.get(key);
      if (known !== undefined) return known;
      budget.spend(problem.operatorCount * STEPS_PER_NEIGHBOUR);
      const found = neighboursOf(problem, end, this.#mostChangeMs);
      this.#neighbours.set(key, found);
      return found;
    });
  }

  #spaceOf(picks: readonly PrefixWords[], budget: WorkBudget): ListSpace {
    const { request, problem, kinds, states } = this.#input;
    const madeBefore = this.#pool.madeCount;
    const list = listPrefixes(this.#pool, picks);
    budget.spend((this.#pool.madeCount - madeBefore) * problem.operatorCount);
    const facts = makeFactTable(request, problem, list, kinds);
    return { problem, list, kinds, states, facts, budget };
  }

  #search(picks: readonly PrefixWords[]): { isBetter: boolean; isComplete: boolean } {
    const space = this.#spaceOf(picks, this.#input.budget);
    const { found, isComplete } = leastBottleneckInList(space, this.bestMs);
    if (found !== null) this.adopt(found, space.list);
    return { isBetter: found !== null, isComplete };
  }
}
