// What the compiler says beside its output, matched to segments: `_edgetpu.log` with the operators that map, and what it
// printed, with the sizes. A log holds no tensor, so names and the counts of operators have to agree.
import { fail, ok, type Failure, type Result } from '../base/index.ts';
import {
  isOperationLog,
  readCompilerOutput,
  readOperationLog,
  type CompilerReport,
  type OperationLogEntry,
} from '../edgetpu/package/index.ts';
import type { SegmentCut } from './types.ts';

/** What one log says of one segment. */
export interface LogFacts {
  readonly segmentIndex: number;
  readonly operatorCount: number;
  readonly mappedCount: number;
  /** Operators that stay on the CPU, with the compiler's reason; one entry for each kind and reason. */
  readonly onCpu: readonly Pick<OperationLogEntry, 'kind' | 'count' | 'status'>[];
  /** As printed, so rounded to some kilobytes; null where no sizes were printed. */
  readonly streamedBytes: number | null;
}

/** Logs are a few kilobytes; with every operator of the largest model some hundred. */
const MAX_LOG_BYTES = 4 << 20;

/** True for bytes that read as a log or as printed output of the compiler. */
export function isCompilerLog(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_LOG_BYTES) return false;
  const text = new TextDecoder().decode(bytes);
  return isOperationLog(text) || readCompilerOutput(text).version !== null;
}

/**
 * Finds the segments that a log speaks of; what was printed may speak of several. `kinds`: the operator kinds of the whole
 * model. Fails with `segment/no-log-match`, and with `segment/compiler-failed` where the log says so.
 */
export function matchLog(
  cuts: readonly SegmentCut[],
  kinds: readonly string[],
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
): Result<readonly LogFacts[]> {
  const text = new TextDecoder().decode(bytes);
  const { entries, inputName } = readOperationLog(text);
  const output = readCompilerOutput(text);
  const printed: readonly Printed[] =
    output.reports.length > 0 ? output.reports : [{ inputName: inputName ?? '', ...NOT_PRINTED }];
  const facts = printed.flatMap((report) => {
    // With several reports in one text, its one table is of no single one of them.
    const table = printed.length === 1 ? entries : [];
    const cut = findCut(cuts, kinds, { report, table });
    return cut === undefined ? [] : [factsOf(cut, report, table)];
  });
  if (facts.length > 0) return ok(facts);
  const hasFailed = entries.length === 0 && output.failureReason !== null;
  return fail(hasFailed ? compilerFailed(name, output.failureReason) : noSegment(name));
}

type Printed = Pick<
  CompilerReport,
  'inputName' | 'streamedBytes' | 'operatorCount' | 'cpuOperatorCount'
>;

const NOT_PRINTED = { streamedBytes: null, operatorCount: null, cpuOperatorCount: 0 } as const;

function findCut(
  cuts: readonly SegmentCut[],
  kinds: readonly string[],
  { report, table }: { readonly report: Printed; readonly table: readonly OperationLogEntry[] },
): SegmentCut | undefined {
  const agreeing = cuts.filter((cut) =>
    table.length > 0
      ? countsKey(table.map(({ kind, count }) => [kind, count])) ===
        countsKey(cut.operators.map((operator) => [kinds[operator] ?? '', 1]))
      : report.operatorCount === cut.operators.length,
  );
  const input = report.inputName.split(/[/\\]/).pop();
  const named = agreeing.find(({ fileName }) => fileName === input);
  // A renamed file is still known by its operators, where no other segment has the same ones. A number alone is too little.
  return named ?? (table.length > 0 && agreeing.length === 1 ? agreeing[0] : undefined);
}

function factsOf(
  { index, operators }: SegmentCut,
  { streamedBytes, cpuOperatorCount }: Printed,
  table: readonly OperationLogEntry[],
): LogFacts {
  const onCpu = table.filter(({ isMapped }) => !isMapped);
  const onCpuCount =
    table.length > 0 ? onCpu.reduce((sum, { count }) => sum + count, 0) : cpuOperatorCount;
  return {
    segmentIndex: index,
    operatorCount: operators.length,
    mappedCount: operators.length - onCpuCount,
    onCpu: onCpu.map(({ kind, count, status }) => ({ kind, count, status })),
    streamedBytes,
  };
}

/** The same for the same operators in any order. */
function countsKey(counts: readonly (readonly [kind: string, count: number])[]): string {
  const sums = new Map<string, number>();
  for (const [kind, count] of counts) sums.set(kind, (sums.get(kind) ?? 0) + count);
  return JSON.stringify([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function noSegment(name: string): Failure {
  return {
    code: 'segment/no-log-match',
    message: `"${name}" speaks of a file with other operators than any segment of this plan: it is of another cut.`,
    hint: 'Drop the logs that were written with the compiled segments of this plan.',
  };
}

function compilerFailed(name: string, reason: string): Failure {
  return {
    code: 'segment/compiler-failed',
    message: `"${name}" says that the compiler failed: ${reason}.`,
    hint: 'Cut this segment elsewhere, or compile it with a longer time-out (-t 600).',
  };
}
