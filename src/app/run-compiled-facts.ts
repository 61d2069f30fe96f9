// From matched files and logs to what is known of each segment, and to the plan on show with that in the place of the
// estimate: same cuts, same devices. Pure.
import { assemblePlan, type Plan, type PlanSegment, type SegmentFact } from '../partition/index.ts';
import type { CompiledMatchReport } from '../workers/runner-api.ts';
import type { RunSubject } from './run-context.ts';
import type { CompiledSegmentFacts } from './run-types.ts';
import { toDeviceSpecs } from './set-up.ts';

/** Sizes are printed with two decimals, mostly of MiB. */
const PRINTED_STEP_BYTES = 1024 ** 2 / 100;

export interface KnownSegments {
  /** For planning; at most one a segment. */
  readonly facts: readonly SegmentFact[];
  /** By segment; null where nothing is known. */
  readonly segments: readonly (CompiledSegmentFacts | null)[];
}

/** What is known of the segments of a plan. A compiled file counts before what was printed of it. */
export function knownSegments(
  { matched, logs }: Pick<CompiledMatchReport, 'matched' | 'logs'>,
  segments: readonly PlanSegment[],
  nameOf: (fileIndex: number) => string,
): KnownSegments {
  const facts: SegmentFact[] = [];
  const known = segments.map((segment): CompiledSegmentFacts | null => {
    const { index, operators } = segment;
    const file = matched.find((one) => one.segmentIndex === index);
    const log = logs.find((one) => one.facts.segmentIndex === index);
    const fileIndex = file?.fileIndex ?? log?.fileIndex;
    if (fileIndex === undefined) return null;
    const printedBytes = exactBytes(log?.facts.streamedBytes ?? null, segment);
    const fact = file?.fact ?? (printedBytes === null ? null : printedFact(segment, printedBytes));
    if (fact !== null) facts.push(fact);
    const onCpu = log === undefined ? cpuOfFile(file?.cpuKinds ?? []) : cpuOfLog(log.facts.onCpu);
    const onCpuCount = onCpu.reduce((sum, { count }) => sum + count, 0);
    return {
      fileName: nameOf(fileIndex),
      from: file !== undefined ? 'file' : printedBytes === null ? null : 'log',
      cachedBytes: fact?.cachedBytes ?? null,
      streamedBytes: fact?.streamedBytes ?? null,
      operatorCount: operators.length,
      mappedCount: log?.facts.mappedCount ?? operators.length - onCpuCount,
      onCpu,
    };
  });
  return { facts, segments: known };
}

/** The same plan with what is known of its segments; the very same object where nothing is. */
export function planWithFacts(
  plan: Plan,
  facts: readonly SegmentFact[],
  { model, devices }: Pick<RunSubject, 'model' | 'devices'>,
): Plan {
  const lastDevice = Math.max(...plan.segments.flatMap(({ deviceIndices }) => deviceIndices));
  // Devices were just taken away: the plan for those that are left is on its way.
  if (facts.length === 0 || lastDevice >= devices.length) return plan;
  const others = plan.segments.filter(({ operators }) => !hasFact(facts, operators));
  const request = {
    ...{ graph: model.graph, costs: model.costs },
    ...{ devices: toDeviceSpecs({ devices }), batch: plan.batch },
    // Of the others the plan's own figures stay, which may be measured already.
    facts: [...others.map(asFact), ...facts],
  };
  const known = assemblePlan(request, plan.strategy, plan.segments);
  const scale = (speedup: number | null): number | null =>
    speedup === null ? null : (speedup * plan.bottleneckMs) / known.bottleneckMs;
  return {
    ...known,
    speedupOverSingle: scale(plan.speedupOverSingle),
    speedupOverCompiler: scale(plan.speedupOverCompiler),
  };
}

/** The same plan by the estimate alone, whatever it was made with. */
export function planByEstimate(
  plan: Plan,
  { model, devices }: Pick<RunSubject, 'model' | 'devices'>,
): Plan {
  const lastDevice = Math.max(...plan.segments.flatMap(({ deviceIndices }) => deviceIndices));
  if (lastDevice >= devices.length) return plan;
  const request = {
    ...{ graph: model.graph, costs: model.costs },
    ...{ devices: toDeviceSpecs({ devices }), batch: plan.batch },
  };
  return assemblePlan(request, plan.strategy, plan.segments);
}

function hasFact(facts: readonly SegmentFact[], operators: readonly number[]): boolean {
  return facts.some((fact) => fact.operators.join() === operators.join());
}

function asFact(segment: PlanSegment): SegmentFact {
  const { operators, cachedBytes, streamedBytes, instructionBytes, stageMs } = segment;
  return { operators, cachedBytes, streamedBytes, instructionBytes, stageMs };
}

/** What was printed is rounded; where the estimate rounds to the same, it is the better figure. */
function exactBytes(printedBytes: number | null, { streamedBytes }: PlanSegment): number | null {
  if (printedBytes === null) return null;
  const isSame = Math.abs(printedBytes - streamedBytes) <= PRINTED_STEP_BYTES / 2;
  return isSame ? streamedBytes : printedBytes;
}

function printedFact(
  { operators, compiledParamBytes }: PlanSegment,
  streamedBytes: number,
): SegmentFact {
  return {
    operators,
    cachedBytes: Math.max(0, compiledParamBytes - streamedBytes),
    streamedBytes,
  };
}

function cpuOfFile(kinds: readonly string[]): CompiledSegmentFacts['onCpu'] {
  return [...new Set(kinds)].map((kind) => ({
    kind,
    count: kinds.filter((one) => one === kind).length,
    reason: null,
  }));
}

function cpuOfLog(
  onCpu: CompiledMatchReport['logs'][number]['facts']['onCpu'],
): CompiledSegmentFacts['onCpu'] {
  return onCpu.map(({ kind, count, status }) => ({ kind, count, reason: status }));
}
