import { formatMs } from '../../base/index.ts';
import type { SharedRun } from '../../share/index.ts';
import { proseRatio, sentence, strong, type Sentence } from '../sentences/index.ts';
import { comparedTables } from './tables.ts';
import type { ComparedResult, Comparison, ValueLabel } from './types.ts';

/** Ratios this near to one read as "as fast as". */
const SAME_WITHIN = 0.005;

/** Two results side by side: what differs, in a sentence and in tables. Differences are of the second against the first. */
export function compareResults(left: ComparedResult, right: ComparedResult): Comparison {
  const pace = paceToCompare(left, right);
  return {
    headline: headlineOf(left.title, right.title, pace),
    label: pace.label,
    cautions: cautionsOf(left, right),
    tables: comparedTables({ left: left.result, right: right.result }),
  };
}

interface ComparedPace {
  readonly leftMs: number;
  readonly rightMs: number;
  readonly label: ValueLabel;
}

/** Runs speak before estimates, where both have one of the same kind. */
function paceToCompare(
  { result: left }: ComparedResult,
  { result: right }: ComparedResult,
): ComparedPace {
  if (left.run !== null && right.run !== null && left.run.label === right.run.label) {
    return { leftMs: paceOfRun(left.run), rightMs: paceOfRun(right.run), label: left.run.label };
  }
  return {
    leftMs: left.plan.bottleneckMs,
    rightMs: right.plan.bottleneckMs,
    label: 'estimated',
  };
}

function paceOfRun({ throughputPerSecond }: SharedRun): number {
  return 1000 / throughputPerSecond;
}

function headlineOf(left: string, right: string, { leftMs, rightMs }: ComparedPace): Sentence {
  const figures = `: ${formatMs(rightMs)} per inference against ${formatMs(leftMs)}`;
  const ratio = leftMs / rightMs;
  if (Math.abs(ratio - 1) < SAME_WITHIN) {
    return sentence(strong(`${right} is as fast as ${left}`), figures);
  }
  return ratio > 1
    ? sentence(strong(`${right} is ${proseRatio(ratio)} faster than ${left}`), figures)
    : sentence(strong(`${right} is ${proseRatio(1 / ratio)} slower than ${left}`), figures);
}

function cautionsOf({ result: left }: ComparedResult, { result: right }: ComparedResult): string[] {
  const cautions: string[] = [];
  if (left.model.sha256 !== right.model.sha256) {
    cautions.push('These are two different models: the times say little about the cuts.');
  }
  if (left.devices.length !== right.devices.length) {
    cautions.push('They are planned for different numbers of devices.');
  }
  if (left.run !== null && right.run !== null && left.run.label !== right.run.label) {
    cautions.push(
      `One run is ${left.run.label}, the other ${right.run.label}: the sentence above compares the estimates.`,
    );
  } else if (left.run !== null && right.run !== null && left.run.kind !== right.run.kind) {
    cautions.push('The two runs are on different kinds of accelerators.');
  }
  if (left.toolVersion !== right.toolVersion) {
    cautions.push(
      `They come from two versions of Reef (${left.toolVersion} and ${right.toolVersion}), whose estimates may differ.`,
    );
  }
  return cautions;
}
