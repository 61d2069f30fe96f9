// What is known of exact sets of operators (compiled files, runs) replaces their estimates. A fact can make a segment
// faster than any bound allows, so facts are edges of their own: tried at every prefix, and left out by the walk.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import { busBytesOf } from '../../edgetpu/index.ts';
import type { DeviceKind } from '../device-kinds.ts';
import { evaluateSegment } from '../evaluate.ts';
import type { PlanRequest } from '../types.ts';
import { operatorHash } from './ideals.ts';
import type { LatticeProblem } from './problem.ts';
import type { SegmentEvaluator } from './segment-evaluator.ts';

interface Fact {
  readonly hash: number;
  readonly words: Int32Array;
  readonly stageMs: readonly number[];
  readonly busBytes: number;
  readonly inBytes: number;
  readonly outBytes: number;
}

/** Prefixes by number, as far as facts need to know them. */
export interface HashedPrefixes {
  readonly count: number;
  readonly wordCount: number;
  readonly words: Int32Array;
  readonly hashes: Int32Array;
}

export class FactTable {
  readonly #facts: readonly Fact[];
  readonly #byHash: ReadonlyMap<number, readonly Fact[]>;
  readonly #prefixes: HashedPrefixes;
  readonly #prefixesByHash: ReadonlyMap<number, readonly number[]>;

  constructor(facts: readonly Fact[], prefixes: HashedPrefixes) {
    this.#facts = facts;
    this.#prefixes = prefixes;
    this.#byHash = groupByHash(facts, ({ hash }) => hash);
    const numbers = Array.from({ length: prefixes.count }, (_, prefix) => prefix);
    this.#prefixesByHash = groupByHash(numbers, (prefix) => prefixes.hashes[prefix]!);
  }

  /** True when the operators between two prefixes are the set of a fact. */
  isFact(from: number, to: number): boolean {
    const { words, wordCount, hashes } = this.#prefixes;
    const candidates = this.#byHash.get(hashes[from]! ^ hashes[to]!);
    if (candidates === undefined) return false;
    return candidates.some((fact) =>
      fact.words.every(
        (word, index) =>
          (words[to * wordCount + index]! & ~words[from * wordCount + index]!) === word,
      ),
    );
  }

  /** Calls `onSegment(to)` for every fact that can start at a prefix; the evaluator then holds its times below the limit. */
  visit(
    from: number,
    evaluator: SegmentEvaluator,
    limitMs: number,
    onSegment: (to: number) => void,
  ): void {
    for (const fact of this.#facts) {
      const to = this.#target(from, fact);
      if (to < 0) continue;
      fact.stageMs.forEach((ms, kind) => (evaluator.stageMs[kind] = ms < limitMs ? ms : Infinity));
      evaluator.busBytes = fact.busBytes;
      evaluator.inBytes = fact.inBytes;
      evaluator.outBytes = fact.outBytes;
      onSegment(to);
    }
  }

  /** The prefix that a fact leads to, −1 where it overlaps or leads to none. */
  #target(from: number, fact: Fact): number {
    const { words, wordCount, hashes } = this.#prefixes;
    const base = from * wordCount;
    for (let word = 0; word < wordCount; word++) {
      if ((words[base + word]! & fact.words[word]!) !== 0) return -1;
    }
    for (const to of this.#prefixesByHash.get(hashes[from]! ^ fact.hash) ?? []) {
      let isSame = true;
      for (let word = 0; isSame && word < wordCount; word++) {
        isSame = words[to * wordCount + word]! === (words[base + word]! | fact.words[word]!);
      }
      if (isSame) return to;
    }
    return -1;
  }
}

function groupByHash<T>(items: readonly T[], hashOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const hash = hashOf(item);
    const group = groups.get(hash);
    if (group === undefined) groups.set(hash, [item]);
    else group.push(item);
  }
  return groups;
}

/** The facts of a request for the kinds of its devices; null where it has none that can be used. */
export function makeFactTable(
  request: PlanRequest,
  problem: LatticeProblem,
  prefixes: HashedPrefixes,
  kinds: readonly DeviceKind[],
): FactTable | null {
  const sets = factSetsOf(request, problem.operatorCount);
  if (sets.length === 0) return null;
  const facts = sets.map((operators) => makeFact(request, problem, operators, kinds));
  return new FactTable(facts, prefixes);
}

/** The sets of operators that something is known of, each once; lists that are no sets can match nothing. */
export function factSetsOf(request: PlanRequest, operatorCount: number): (readonly number[])[] {
  const sets = new Map<string, readonly number[]>();
  for (const { operators } of request.facts ?? []) {
    if (isOperatorSet(operators, operatorCount)) sets.set(operators.join(), operators);
  }
  return [...sets.values()];
}

/** Least stage time of some operators on any kind of device, facts counted, ms. */
export function leastStageMs(
  request: PlanRequest,
  operators: readonly number[],
  kinds: readonly DeviceKind[],
): number {
  return kinds.reduce(
    (least, { device }) => Math.min(least, evaluateSegment(request, operators, device).stageMs),
    Infinity,
  );
}

function isOperatorSet(operators: readonly number[], operatorCount: number): boolean {
  return (
    operators.length > 0 &&
    operators.every(
      (op, index) =>
        op < operatorCount && op > (operators[index - 1] ?? -1) && Number.isInteger(op),
    )
  );
}

function makeFact(
  request: PlanRequest,
  problem: LatticeProblem,
  operators: readonly number[],
  kinds: readonly DeviceKind[],
): Fact {
  const words = new Int32Array(Math.max(1, Math.ceil(problem.operatorCount / 32)));
  let hash = 0;
  for (const op of operators) {
    const bit = problem.bitOf[op]!;
    words[bit >>> 5]! |= 1 << (bit & 31);
    hash ^= operatorHash(op);
  }
  const estimates = kinds.map(({ device }) => evaluateSegment(request, operators, device));
  const [estimate] = estimates;
  return {
    hash,
    words,
    stageMs: estimates.map(({ stageMs }) => stageMs),
    busBytes: estimate === undefined ? 0 : busBytesOf(estimate),
    inBytes: estimate?.inBytes ?? 0,
    outBytes: estimate?.outBytes ?? 0,
  };
}
