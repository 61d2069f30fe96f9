// What two results say beside each other. Both sides are results as a link holds them: a live plan, one kept before, or
// somebody's link, all alike.
import type { SharedResult } from '../../share/index.ts';
import type { Sentence } from '../sentences/index.ts';

export interface ComparedResult {
  readonly title: string;
  readonly result: SharedResult;
}

export type ValueLabel = 'estimated' | 'simulated' | 'measured';

/** What the second side is beside the first; `different` where neither is better. */
export type ComparedDirection = 'better' | 'worse' | 'same' | 'different' | 'unknown';

export interface ComparedRow {
  readonly name: string;
  /** As shown; "–" where a side has no such figure. */
  readonly left: string;
  readonly right: string;
  /** "−32 %", "±0 %", "" for words. */
  readonly difference: string;
  readonly direction: ComparedDirection;
}

export interface ComparedTable {
  readonly id: 'set-up' | 'plan' | 'stages' | 'streaming' | 'strategies' | 'run' | 'run-stages';
  readonly title: string;
  /** Of every figure in it; null where the table holds what was set, or says itself which side is what. */
  readonly label: ValueLabel | null;
  readonly rows: readonly ComparedRow[];
}

export interface Comparison {
  readonly headline: Sentence;
  readonly label: ValueLabel;
  /** What keeps the two from being a fair comparison. */
  readonly cautions: readonly string[];
  readonly tables: readonly ComparedTable[];
}
