// What is said of one operator: on a hover, below the graph, and to a screen reader.
import { formatBytes, formatMacs, formatMs } from '../../base/index.ts';
import { operatorMs } from '../../report/index.ts';
import type { ModelSummary } from '../contract.ts';
import { shapeText } from '../model/arrange-rows.ts';

export interface OperatorWords {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Times shorter than this are told in microseconds. */
const SHORT_MS = 0.1;

/** Reads one operator of a model. `segmentIndex` −1 = no plan; `name` as the table shows it. */
export function operatorWords(
  summary: ModelSummary,
  opIndex: number,
  { segmentIndex, name }: { readonly segmentIndex: number; readonly name: string },
): OperatorWords {
  const row = summary.operators[opIndex];
  if (row === undefined) return { title: '', lines: [] };
  const segment = segmentIndex < 0 ? '' : ` · segment ${String(segmentIndex + 1)}`;
  const shape = `${shapeText(row.outputShape)} out, ${formatBytes(row.outputBytes)}`;
  return {
    title: `${row.kind} · operator ${String(row.index)}${segment}`,
    lines: [
      ...(name === '' ? [] : [name]),
      `depth ${String(row.depth)} · ${shape}`,
      ...(row.refusal === null
        ? [costText(summary, row), 'runs on the Edge TPU']
        : [`runs on the CPU: ${row.refusal.reason}`, row.refusal.remedy]),
    ].filter((line) => line !== ''),
  };
}

function costText(summary: ModelSummary, row: ModelSummary['operators'][number]): string {
  const ms = operatorMs(row, summary.costs);
  const time = ms < SHORT_MS ? `${(ms * 1000).toFixed(1)} µs` : formatMs(ms);
  const parameters =
    row.compiledParamBytes === 0
      ? 'no parameters'
      : `${formatBytes(row.compiledParamBytes)} of parameters`;
  const computing = row.macs === 0 ? '' : `${formatMacs(row.macs)}, `;
  return `${parameters}, ${computing}${time}, estimated`;
}

/** All in one line, for a screen reader. */
export function operatorText({ title, lines }: OperatorWords): string {
  return [title, ...lines].join(', ');
}
