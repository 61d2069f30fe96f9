import type { Graph } from '../../graph/index.ts';
import type { Plan } from '../../partition/index.ts';
import type { DepthProfile, OperatorRow } from '../model-facts.ts';
import type { DepthBar, ProfileCut, ProfileInput, ProfileQuantity } from './depth-profile.ts';

/** `[opIndex]` = segment that holds the operator; −1 where none does. */
export function segmentOfOperators(plan: Plan | null, operatorCount: number): readonly number[] {
  const segmentOf = new Array<number>(operatorCount).fill(-1);
  for (const segment of plan?.segments ?? []) {
    for (const opIndex of segment.operators) segmentOf[opIndex] = segment.index;
  }
  return segmentOf;
}

export interface CutSource {
  readonly graph: Graph;
  readonly plan: Plan | null;
  /** Nearest depth cut of each cut of the plan, ascending. */
  readonly cutAfterDepths: readonly number[];
}

export interface ProfileSource extends CutSource {
  readonly operators: readonly OperatorRow[];
  readonly profile: DepthProfile;
}

/** Gathers what the depth profile draws from a model and, where there is one, a plan. O(operators + activations). */
export function profileInput(source: ProfileSource, quantity: ProfileQuantity): ProfileInput {
  const segmentOf = segmentOfOperators(source.plan, source.graph.operatorCount);
  return {
    quantity,
    bars: stackBars(source, segmentOf, quantity),
    crossingBytes: source.profile.crossingBytes,
    segmentCount: source.plan?.segments.length ?? 0,
    cuts: source.plan === null ? [] : listCuts(source, source.plan, segmentOf),
  };
}

/** The cuts of a plan as the profile shows them. O(cuts · operators). */
export function listProfileCuts(source: CutSource): readonly ProfileCut[] {
  const segmentOf = segmentOfOperators(source.plan, source.graph.operatorCount);
  return source.plan === null ? [] : listCuts(source, source.plan, segmentOf);
}

/** Sums per depth and segment, the earlier segment at the bottom. */
function stackBars(
  source: ProfileSource,
  segmentOf: readonly number[],
  quantity: ProfileQuantity,
): readonly DepthBar[] {
  const sums = Array.from({ length: source.profile.depthCount }, () => new Map<number, number>());
  for (const row of source.operators) {
    const sum = sums[row.depth];
    const segmentIndex = segmentOf[row.index] ?? -1;
    sum?.set(segmentIndex, (sum.get(segmentIndex) ?? 0) + quantityOf(row, quantity));
  }
  return sums.map((sum) => ({
    parts: [...sum]
      .map(([segmentIndex, value]) => ({ segmentIndex, value }))
      .sort((one, other) => one.segmentIndex - other.segmentIndex),
  }));
}

function quantityOf(row: OperatorRow, quantity: ProfileQuantity): number {
  switch (quantity) {
    case 'parameters':
      return row.compiledParamBytes;
    case 'macs':
      return row.macs;
    case 'activations':
      return row.outputBytes;
  }
}

function listCuts(
  source: CutSource,
  plan: Plan,
  segmentOf: readonly number[],
): readonly ProfileCut[] {
  const crossing = crossingBytesPerCut(source.graph, segmentOf, plan.segments.length);
  return source.cutAfterDepths.slice(0, plan.segments.length - 1).map((afterDepth, cutIndex) => ({
    afterDepth,
    crossingBytes: crossing[cutIndex] ?? 0,
    isStraight: source.graph.depth.every(
      (depth, opIndex) => depth <= afterDepth === (segmentOf[opIndex] ?? 0) <= cutIndex,
    ),
    paramBytesBefore: plan.segments[cutIndex]?.compiledParamBytes ?? 0,
  }));
}

/** Bytes of the tensors made up to and including segment k and read after it, for every cut k. Inputs of the model do not count. */
function crossingBytesPerCut(
  graph: Graph,
  segmentOf: readonly number[],
  segmentCount: number,
): readonly number[] {
  const crossing = new Array<number>(Math.max(0, segmentCount - 1)).fill(0);
  for (const activation of graph.activations) {
    if (activation.producer < 0) continue;
    const from = segmentOf[activation.producer] ?? 0;
    let to = from;
    for (const reader of activation.consumers) to = Math.max(to, segmentOf[reader] ?? 0);
    for (let cutIndex = from; cutIndex < to; cutIndex++) {
      crossing[cutIndex] = (crossing[cutIndex] ?? 0) + activation.bytes;
    }
  }
  return crossing;
}
