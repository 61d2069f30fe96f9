// What a question is answered from, and what an answer is. Plain data: the page, or anything else, sets it as it likes.
import type { Failure } from '../../base/index.ts';
import type { Costs, DeviceSpec, LinkName } from '../../edgetpu/index.ts';
import type { Plan, StrategyName } from '../../partition/index.ts';
import type { AcceleratorKind, Run } from '../../pipeline/index.ts';
import type { ModelFacts, OperatorRow } from '../model-facts.ts';
import type { CurveReading, Sentence } from '../sentences/index.ts';

export type HelpTopic = 'slower' | 'how-many' | 'too-big' | 'on-cpu' | 'broken';

/** How a figure came about; null where an answer has none. */
export type FigureLabel = 'estimated' | 'simulated' | 'measured';

export interface AnswerModel {
  readonly name: string;
  readonly facts: ModelFacts;
  readonly operators: readonly OperatorRow[];
  readonly costs: Costs;
  /** Why it cannot be cut; null where it can. */
  readonly obstacle: Failure | null;
}

export interface AnswerStrategy {
  readonly name: StrategyName;
  readonly title: string;
  /** Null while it is being worked out, and where it has none. */
  readonly plan: Plan | null;
}

/** One accelerator as the Run view lists it. */
export interface AcceleratorReading {
  readonly name: string;
  readonly kind: AcceleratorKind;
  readonly state:
    | 'needs-firmware'
    | 'loading-firmware'
    | 'needs-permission'
    | 'opening'
    | 'ready'
    | 'running'
    | 'identifying'
    | 'lost'
    | 'failed';
  readonly link: LinkName | null;
  readonly failure: Failure | null;
  readonly needsReplug: boolean;
  readonly warnings: readonly string[];
}

/** What a system must be told once before a browser may use accelerators. */
export interface SystemAdvice {
  readonly system: string;
  readonly remedy: string;
  /** Lines to copy that go with it, such as a udev rule. */
  readonly copy: string | null;
}

/** How the last run ended. */
export interface RunReading {
  readonly run: Run | null;
  /** The plan that was run; its estimates stand beside what was found. */
  readonly plan: Plan;
  readonly failure: Failure | null;
  readonly failedDeviceName: string | null;
  readonly wasLost: boolean;
}

export interface AnswerSubject {
  readonly model: AnswerModel | null;
  /** The plan on show. */
  readonly plan: Plan | null;
  /** The list that the plan's device indices point into. */
  readonly devices: readonly DeviceSpec[];
  readonly strategies: readonly AnswerStrategy[];
  readonly curve: readonly CurveReading[];
  readonly isCurveComplete: boolean;
  readonly lastRun: RunReading | null;
  /** Null where devices have not been looked for. */
  readonly accelerators: readonly AcceleratorReading[] | null;
  /** For each system that lets nobody use accelerators unless told to. */
  readonly systemAdvice: readonly SystemAdvice[];
  /** The operator that the person has selected; null without one. */
  readonly selectedOperator: number | null;
}

/** Something that the person can do about it with one click. */
export type AnswerAction =
  | { readonly kind: 'devices'; readonly deviceCount: number }
  | { readonly kind: 'strategy'; readonly strategy: StrategyName }
  | { readonly kind: 'segment'; readonly segmentIndex: number }
  | { readonly kind: 'operator'; readonly opIndex: number }
  | { readonly kind: 'view'; readonly view: 'model' | 'plan' | 'run' };

export interface AnswerPoint {
  readonly text: Sentence;
  /** Where it is another one than the answer's. */
  readonly label?: FigureLabel;
  readonly action?: { readonly title: string; readonly does: AnswerAction };
  /** Lines that the person needs elsewhere. */
  readonly copy?: string;
}

export interface Answer {
  readonly topic: HelpTopic;
  readonly question: string;
  /** The answer in one or two sentences. */
  readonly lead: Sentence;
  /** Of all figures that say nothing else. */
  readonly label: FigureLabel | null;
  readonly reasons: readonly AnswerPoint[];
  readonly advice: readonly AnswerPoint[];
  /** False where it is said in general, for want of a model, a plan or a device. */
  readonly isAboutThis: boolean;
}
