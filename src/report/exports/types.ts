// What exports are made of and what they give. A result is a plan with everything around it: live, or out of a link.
import type { DeviceSpec } from '../../edgetpu/index.ts';
import type { Graph } from '../../graph/index.ts';
import type { Plan, StrategyName } from '../../partition/index.ts';
import type { Run, TimelineEntry } from '../../pipeline/index.ts';
import type { SharedRun } from '../../share/index.ts';
import type { ProfileInput, ThroughputInput } from '../charts/index.ts';
import type { OperatorRow } from '../model-facts.ts';

export interface ResultModel {
  /** As it is shown; '' where a link does not tell. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly operatorCount: number;
  readonly macs: number;
  readonly compiledParamBytes: number;
  readonly hasGeneratedWeights: boolean;
}

/** One strategy that was compared; every time is estimated. */
export type ResultStrategy =
  | {
      readonly kind: 'plan';
      readonly strategy: StrategyName;
      readonly bottleneckMs: number;
      readonly deviceCount: number;
      readonly gap: number;
    }
  | { readonly kind: 'failure'; readonly strategy: StrategyName; readonly failureCode: string };

/** What only the model itself tells. */
export interface ResultDetail {
  readonly graph: Graph;
  readonly operators: readonly OperatorRow[];
  /** Name of the graph within the file; '' where it has none. */
  readonly graphName: string;
}

export interface ResultSource {
  readonly toolVersion: string;
  /** Browser and system in a few words, and the day; null where it is not told. */
  readonly environment: string | null;
  readonly model: ResultModel;
  /** The list that the plan was made for. */
  readonly devices: readonly DeviceSpec[];
  readonly plan: Plan;
  readonly strategies: readonly ResultStrategy[];
  /** Parameters per depth, with the cuts; rounded to 1/63 of the largest where it came in a link. */
  readonly profile: ProfileInput;
  /** Event simulation of the batch, or of its start. */
  readonly timeline: readonly TimelineEntry[];
  /** Null where it is not known. */
  readonly throughput: ThroughputInput | null;
  readonly run: SharedRun | null;
  /** The run with all its inferences; null where there is none, or only what a link tells of it. */
  readonly fullRun: Run | null;
  /** Null where the result came in a link. */
  readonly detail: ResultDetail | null;
}

/** A kind of file. One file of this folder each, and one line in the registry. */
export interface Exporter {
  readonly id: string;
  readonly title: string;
  /** What opens it: "spreadsheets, pandas, R". */
  readonly opensIn: string;
  /** End of the file name, with its dot: "_segments.csv". */
  readonly ending: string;
  readonly mime: string;
  /** Why this result has no such file; null where it has one. */
  readonly lacks: (source: ResultSource) => string | null;
  readonly make: (source: ResultSource) => string;
}

export interface ExportFile {
  readonly name: string;
  readonly mime: string;
  readonly text: string;
}
