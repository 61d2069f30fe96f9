import {
  formatBytes,
  formatCount,
  formatFileSize,
  formatMacs,
  formatMib,
  plural,
} from '../base/index.ts';
import type { Tensor } from '../tflite/index.ts';
import { compiledJson, totalsOf } from './inspection.ts';
import type { Inspection } from './inspection.ts';
import { formatTable } from './table.ts';

const HEAD = [
  '#',
  'kind',
  'depth',
  'order',
  'output',
  'stored',
  'compiled',
  'on chip',
  'MMAC',
  'runs on',
];

/** Facts, the notice where there is one, one line per operator, why operators stay on the CPU. */
export function describeInspection(inspection: Inspection): string {
  const refusals = describeRefusals(inspection);
  return [
    describeFacts(inspection),
    ...(inspection.notice === null
      ? []
      : [`${inspection.notice.message}\n${inspection.notice.hint ?? ''}`.trimEnd()]),
    describeOperators(inspection),
    ...(refusals === '' ? [] : [refusals]),
  ].join('\n\n');
}

function describeFacts(inspection: Inspection): string {
  const { file, model, subgraph, graph, costs } = inspection;
  const totals = totalsOf(costs);
  const compiled = compiledJson(file);
  const list = (indices: readonly number[]): string =>
    indices.map((index) => describeTensor(subgraph.tensors[index])).join('; ');
  const onTpu = `${formatCount(totals.mappedOperatorCount)} of ${formatCount(graph.operatorCount)} operators`;
  const rows = [
    [
      'Model',
      `${file.name}, ${formatFileSize(file.bytes.length)}${file.hasGeneratedWeights ? ', generated weights' : ''}`,
    ],
    ['SHA-256', file.sha256],
    ...(model.subgraphs.length > 1
      ? [['Subgraphs', `${String(model.subgraphs.length)}; the first is shown`]]
      : []),
    ['Inputs', list(subgraph.inputs)],
    ['Outputs', list(subgraph.outputs)],
    [
      'Graph',
      `${plural(graph.operatorCount, 'operator')}, ${plural(graph.depthCount, 'depth')}, ${formatMacs(totals.macs)}`,
    ],
    ['On the Edge TPU', `${onTpu} (estimated)`],
    [
      'Parameters',
      `${formatBytes(totals.paramBytes)} stored, ${formatBytes(totals.compiledParamBytes)} compiled, ${formatBytes(totals.onChipBytes)} on chip (estimated)`,
    ],
    ...(totals.neverCachedBytes > 0
      ? [['Never on chip', `${formatBytes(totals.neverCachedBytes)}, streamed whatever the cut`]]
      : []),
    ...(compiled
      ? [
          [
            'Compiled part',
            `${formatBytes(compiled.cachedBytes)} cached, ${formatBytes(compiled.streamedBytes)} streamed, ${formatBytes(compiled.instructionBytes)} of instructions`,
          ],
        ]
      : []),
  ];
  return formatTable({ rows });
}

function describeTensor(tensor: Tensor | undefined): string {
  if (tensor === undefined) return '';
  return `${tensor.name} ${tensor.type.toLowerCase()} ${tensor.shape.join('×')}`;
}

function describeOperators({ subgraph, graph, costs }: Inspection): string {
  const rows = subgraph.operators.map((operator) => {
    const cost = costs.operators[operator.index];
    const output = subgraph.tensors[operator.outputs[0] ?? -1];
    return [
      String(operator.index),
      operator.customName ?? operator.kind,
      String(graph.depth[operator.index] ?? ''),
      String(graph.positionOf[operator.index] ?? ''),
      output?.shape.join('×') ?? '',
      formatMib(cost?.paramBytes ?? 0),
      formatMib(cost?.compiledParamBytes ?? 0),
      formatMib(cost?.onChipBytes ?? 0),
      ((cost?.macs ?? 0) / 1e6).toFixed(1),
      cost?.runsOnEdgeTpu === true ? 'Edge TPU' : 'CPU',
    ];
  });
  const table = formatTable({ head: HEAD, rows, numeric: [0, 2, 3, 5, 6, 7, 8] });
  return `Operators in the file's order; parameters in MiB\n${table}`;
}

/** Each reason once, with the operators that it concerns. */
function describeRefusals({ costs }: Inspection): string {
  const byReason = new Map<string, number[]>();
  costs.operators.forEach(({ refusal }, opIndex) => {
    if (refusal === null) return;
    const guess = refusal.isGuess ? ' (a guess)' : '';
    const text = `${refusal.reason}${guess} ${refusal.remedy}`;
    byReason.set(text, [...(byReason.get(text) ?? []), opIndex]);
  });
  return [...byReason]
    .map(([text, opIndices]) => `- On the CPU: ${describeIndices(opIndices)}. ${text}`)
    .join('\n');
}

function describeIndices(opIndices: readonly number[]): string {
  const shown = opIndices.slice(0, 8).join(', ');
  const rest = opIndices.length - 8;
  const word = opIndices.length === 1 ? 'operator' : 'operators';
  return rest > 0 ? `${word} ${shown} and ${String(rest)} more` : `${word} ${shown}`;
}
