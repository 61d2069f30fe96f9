// Where prefixes are too many to list: coarse to fine. A sweep over all of them leaves one per cell; a search over those
// is a plan, and its neighbours make it better; bounds between cells say how much better any plan can be, and how many
// bytes may cross at each cell; a finer sweep drops what exceeds that. When few prefixes are left, an exact search over
// them is the proof.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import { ON_CHIP_PARAM_BYTES } from '../../edgetpu/index.ts';
import { DeviceNeed } from './bounds.ts';
import { boundChains } from './coarse-bounds.ts';
import type { CoarseBounds } from './coarse-bounds.ts';
import { coarseFactsOf } from './coarse-facts.ts';
import type { CoarseFact } from './coarse-facts.ts';
import { nodesOf } from './coarse-nodes.ts';
import type { CoarseNodes } from './coarse-nodes.ts';
import { makeCoarseProblem } from './coarse-problem.ts';
import type { CoarseProblem } from './coarse-problem.ts';
import type { PlanImprover, SearchInput } from './improve.ts';
import { prefixWithout } from './prefix-list.ts';
import type { PrefixWords } from './prefix-list.ts';
import { RangeMaximum } from './range-maximum.ts';
import { SkipGrid, widestSpans } from './skip-grid.ts';
import { makeSweepPlan } from './sweep-plan.ts';
import type { SweepPlan } from './sweep-plan.ts';
import { sweepPrefixes } from './sweep.ts';
import type { Allowance, SweepResult } from './sweep.ts';

/** Cells of work that the first sweep has, and by how much each sweep is finer than the last. */
const FIRST_CELLS = 200;
const FINER_BY = 2;
/** Even without progress: the cells of finer sweeps make better plans. */
const MIN_LEVELS = 2;
const MAX_LEVELS = 8;
/** Cells of cacheable bytes, per chip that they fill. */
const BYTE_CELLS_PER_CHIP = 8;
/** An exact search over so many prefixes takes a fraction of a second. */
const MAX_LISTED_PREFIXES = 20_000;
/** A level that brings the bound up by less than this share, and does not halve the prefixes, is the last. */
const LEAST_PROGRESS = 0.03;
const SWEEP_LIMITS = { maxEntries: 200_000, maxRecords: 4_000_000 };

/**
 * Improves the improver's plan as far as the budget allows, and returns a time that no plan's slowest stage beats; the
 * time of the improver's plan where that is proved best.
 */
export function searchCoarsely(input: SearchInput, improver: PlanImprover): number {
  return new CoarseSearch(input, improver).run();
}

class CoarseSearch {
  readonly #input: SearchInput;
  readonly #improver: PlanImprover;
  readonly #coarse: CoarseProblem;
  readonly #plan: SweepPlan;
  readonly #skips: SkipGrid;
  readonly #facts: readonly CoarseFact[];
  readonly #byteUnit: number;

  constructor(input: SearchInput, improver: PlanImprover) {
    const { problem, kinds, request } = input;
    this.#input = input;
    this.#improver = improver;
    this.#coarse = makeCoarseProblem(problem, kinds);
    this.#plan = makeSweepPlan(this.#coarse);
    this.#skips = new SkipGrid(this.#coarse.totalWorkMs, widestSpans(this.#coarse));
    this.#facts = coarseFactsOf(request, this.#coarse, kinds);
    const chipBytes = problem.cacheableChipBytes.reduce((sum, bytes) => sum + bytes, 0);
    const budgetBytes = problem.fixedBudgetBytes ?? ON_CHIP_PARAM_BYTES;
    // What fits one chip in one piece fits in parts.
    this.#byteUnit = chipBytes <= budgetBytes ? Infinity : budgetBytes / BYTE_CELLS_PER_CHIP;
  }

  run(): number {
    const { problem, kinds } = this.#input;
    let boundMs = this.#facts.reduce(
      (least, { stageMs }) => Math.min(least, stageMs),
      new DeviceNeed(problem, kinds).lowerBoundMs(),
    );
    let allowance: Allowance | null = null;
    let prefixCount = Infinity;
    let workUnitMs = this.#coarse.totalWorkMs / FIRST_CELLS;
    for (let level = 0; level < MAX_LEVELS; level++, workUnitMs /= FINER_BY) {
      const swept = this.#sweep(workUnitMs, allowance, true);
      if (swept === null) break;
      const nodes = nodesOf(this.#coarse, swept);
      this.#improver.improve(this.#picksOf(nodes, swept));
      if (allowance !== null && nodes.prefixCount <= MAX_LISTED_PREFIXES) {
        return this.#searchAll(workUnitMs, allowance) ? this.#improver.bestMs : boundMs;
      }
      const bounds = this.#bound(nodes);
      if (bounds === null) break;
      if (bounds.lowerBoundMs >= this.#improver.bestMs) return this.#improver.bestMs;
      const isProgress =
        bounds.lowerBoundMs > boundMs * (1 + LEAST_PROGRESS) || nodes.prefixCount * 2 < prefixCount;
      boundMs = Math.max(boundMs, bounds.lowerBoundMs);
      if (level >= MIN_LEVELS - 1 && !isProgress) break;
      allowance = this.#allowanceOf(nodes, bounds);
      prefixCount = nodes.prefixCount;
    }
    return boundMs;
  }

  #sweep(workUnitMs: number, allowance: Allowance | null, mayMerge: boolean): SweepResult | null {
    const grid = { workUnitMs, byteUnit: this.#byteUnit, mayMerge };
    return sweepPrefixes(this.#plan, grid, allowance, {
      limits: SWEEP_LIMITS,
      budget: this.#input.budget,
    });
  }

  #picksOf(nodes: CoarseNodes, { records }: SweepResult): PrefixWords[] {
    const picks: PrefixWords[] = [];
    for (let node = 1; node < nodes.count - 1; node++) {
      picks.push(prefixWithout(this.#input.problem, records.operatorsOf(nodes.record[node]!)));
    }
    return picks;
  }

  #bound(nodes: CoarseNodes): CoarseBounds | null {
    const { kinds, states, budget } = this.#input;
    return boundChains({
      coarse: this.#coarse,
      nodes,
      skips: this.#skips,
      facts: this.#facts,
      kinds,
      states,
      limitMs: this.#improver.bestMs,
      budget,
    });
  }

  /** What may cross at prefixes of some work is what any cell that holds such work allows. */
  #allowanceOf(nodes: CoarseNodes, { allowedBytes }: CoarseBounds): Allowance {
    const ranges = Array.from({ length: nodes.count - 2 }, (_, index) => ({
      from: nodes.leastWorkMs[index + 1]!,
      to: nodes.mostWorkMs[index + 1]!,
      value: allowedBytes[index + 1]!,
    }));
    const maximum = new RangeMaximum(this.#coarse.totalWorkMs, ranges);
    return (leastWorkMs, mostWorkMs) => maximum.over(leastWorkMs, mostWorkMs);
  }

  /** Exact search over every prefix that a better plan could run through; true when it came to its end. */
  #searchAll(workUnitMs: number, allowance: Allowance): boolean {
    const swept = this.#sweep(workUnitMs, allowance, false);
    if (swept === null) return false;
    return this.#improver.searchAll(this.#picksOf(nodesOf(this.#coarse, swept), swept));
  }
}
