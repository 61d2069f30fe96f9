// Rows and words for compiled segments: what went on chip beside the estimate. Pure.
import { formatMib, plural } from '../../base/index.ts';
import type { CompiledSegments, RunViewModel } from './run-contract.ts';

/** One segment of the plan, compiled or still to be. Sizes in MiB as text; "–" where nothing is known. */
export interface CompiledRow {
  readonly segmentIndex: number;
  /** Null where nothing was dropped for it. */
  readonly fileName: string | null;
  readonly onChip: string;
  readonly estimatedOnChip: string;
  readonly streamed: string;
  readonly estimatedStreamed: string;
  /** Streamed bytes over those of the estimate: "+0.24", "±0". */
  readonly difference: string;
  readonly isStreaming: boolean;
  /** "23 of 23"; "–" where it is not known. */
  readonly operators: string;
}

const NONE = '–';

export function compiledRows(
  { segments }: CompiledSegments,
  { estimate }: Pick<RunViewModel, 'estimate'>,
): readonly CompiledRow[] {
  return (estimate?.segments ?? []).map((segment) => {
    const known = segments[segment.index] ?? null;
    const { cachedBytes = null, streamedBytes = null } = known ?? {};
    // What was printed is rounded to two decimals of MiB.
    const mark = known?.from === 'log' ? '≈ ' : '';
    return {
      segmentIndex: segment.index,
      fileName: known?.fileName ?? null,
      onChip: cachedBytes === null ? NONE : mark + formatMib(cachedBytes),
      estimatedOnChip: formatMib(segment.cachedBytes),
      streamed: streamedBytes === null ? NONE : mark + formatMib(streamedBytes),
      estimatedStreamed: formatMib(segment.streamedBytes),
      difference:
        streamedBytes === null ? NONE : differenceOf(streamedBytes - segment.streamedBytes),
      isStreaming: (streamedBytes ?? 0) > 0,
      operators:
        known === null ? NONE : `${String(known.mappedCount)} of ${String(known.operatorCount)}`,
    };
  });
}

/** What stays on the CPU, a sentence a segment. */
export function cpuSentences({ segments }: CompiledSegments): readonly string[] {
  return segments.flatMap((known, index) => {
    if (known === null || known.onCpu.length === 0) return [];
    const parts = known.onCpu.map(({ kind, count, reason }) => {
      const what = count === 1 ? kind : `${String(count)} ${kind}`;
      return reason === null ? what : `${what} (${reason})`;
    });
    const count = known.onCpu.reduce((sum, one) => sum + one.count, 0);
    return [
      `Segment ${String(index + 1)}: ${plural(count, 'operator')} on the CPU: ${parts.join('; ')}.`,
    ];
  });
}

/** The compiled segments in a sentence: all there or not, and what they stream. */
export function compiledSummary({ segments }: CompiledSegments): string {
  const known = segments.flatMap((one) => (one === null ? [] : [one]));
  const have =
    known.length === segments.length
      ? segments.length === 1
        ? 'The segment is compiled.'
        : 'All segments are compiled.'
      : `${String(known.length)} of ${plural(segments.length, 'segment')} ${known.length === 1 ? 'is' : 'are'} compiled.`;
  const sized = known.filter(({ streamedBytes }) => streamedBytes !== null);
  if (sized.length === 0) return have;
  const streamed = sized.reduce((sum, { streamedBytes }) => sum + (streamedBytes ?? 0), 0);
  const isOne = sized.length === 1;
  return streamed === 0
    ? `${have} All ${isOne ? 'its' : 'their'} parameters are on chip.`
    : `${have} ${isOne ? 'It streams' : 'They stream'} ${formatMib(streamed)} MiB at every inference.`;
}

/** What the compiled segments say of the cuts; null where there is nothing to say. */
export function refinementWords({ refinement }: CompiledSegments): string | null {
  switch (refinement?.kind) {
    case 'move': {
      const { fromDepth, toDepth, avoidableBytes, cutIndex } = refinement;
      const saved = `Better cuts could keep ${formatMib(avoidableBytes)} MiB more on chip.`;
      return `${saved} Next step: cut ${String(cutIndex + 1)} after depth ${String(toDepth)} instead of ${String(fromDepth)}; then compile the two segments beside it and drop them here.`;
    }
    case 'done':
      return refinement.isThisPlan
        ? `No move of a cut saves more: these are the best cuts found (${formatMib(refinement.avoidableBytes)} MiB left).`
        : `No move of a cut saves more. Cuts tried before are better than these (${formatMib(refinement.avoidableBytes)} MiB left).`;
    case 'nothing-to-save':
      return 'Nothing is streamed that a better cut could keep on chip.';
    case undefined:
      return null;
  }
}

function differenceOf(bytes: number): string {
  const text = formatMib(Math.abs(bytes));
  if (Number(text) === 0) return '±0';
  return `${bytes > 0 ? '+' : '−'}${text}`;
}
