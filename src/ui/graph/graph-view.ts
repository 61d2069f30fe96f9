import type { Plan } from '../../partition/index.ts';
import type { ModelSummary, Selection } from '../contract.ts';

/** What <reef-operator-graph> draws. On the Model view without a plan: no cuts, no segment colours. */
export interface GraphView {
  readonly summary: ModelSummary;
  readonly plan: Plan | null;
  readonly cutAfterDepths: readonly number[];
  readonly selection: Selection;
  readonly highlight: Selection;
}
