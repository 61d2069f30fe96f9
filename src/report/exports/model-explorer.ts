// Node data for Model Explorer: opened beside the same `.tflite`, it colours every operator. The format is that of its
// "custom node data": graph id → { name, results: node id → { value, bgColor }, gradient }. In its reader of `.tflite` files
// a node's id is the operator's number, and the graph's id its name in the file, or "main".
import { onSegmentColour, segmentColour, segmentOfOperators } from '../charts/index.ts';
import { colourValue } from './palette.ts';
import { STRATEGY_TITLES } from './strategy-titles.ts';
import type { Exporter, ResultDetail, ResultSource } from './types.ts';

const LACKS = 'A link holds no operators. Drop the model to have them.';
const UNNAMED_GRAPH = 'main';

/** The segment of every operator, in the segments' colours. */
export const modelExplorerSegments: Exporter = {
  id: 'model-explorer-segments',
  title: 'Segments on the graph, node data',
  opensIn: 'Model Explorer, beside the .tflite',
  ending: '_segments_node_data.json',
  mime: 'application/json',
  lacks: ({ detail }) => (detail === null ? LACKS : null),
  make: (source) => {
    const { plan, model, detail } = source;
    const segmentOf = segmentOfOperators(plan, model.operatorCount);
    const name = `Segment (${STRATEGY_TITLES[plan.strategy]} on ${source.devices.length} devices, estimated)`;
    return nodeData(detail, name, (opIndex) => {
      const segmentIndex = segmentOf[opIndex] ?? -1;
      if (segmentIndex < 0) return null;
      const bgColor = colourValue(segmentColour(segmentIndex), 'light');
      const textColor = colourValue(onSegmentColour(segmentIndex), 'light');
      return { value: segmentIndex + 1, bgColor, textColor };
    });
  },
};

/** Compiled parameter bytes of every operator, on a scale of one colour. */
export const modelExplorerCost: Exporter = {
  id: 'model-explorer-cost',
  title: 'Parameters on the graph, node data',
  opensIn: 'Model Explorer, beside the .tflite',
  ending: '_parameters_node_data.json',
  mime: 'application/json',
  lacks: ({ detail }) => (detail === null ? LACKS : null),
  make: ({ detail }: ResultSource) => {
    const bytesOf = new Map(detail?.operators.map((row) => [row.index, row.compiledParamBytes]));
    return nodeData(
      detail,
      'Compiled parameters, bytes (estimated)',
      (opIndex) => ({ value: bytesOf.get(opIndex) ?? 0 }),
      [
        { stop: 0, bgColor: '#ffffff' },
        { stop: 1, bgColor: colourValue('accent', 'light') },
      ],
    );
  },
};

interface NodeResult {
  readonly value: number;
  readonly bgColor?: string;
  readonly textColor?: string;
}

function nodeData(
  detail: ResultDetail | null,
  name: string,
  resultOf: (opIndex: number) => NodeResult | null,
  gradient?: readonly { readonly stop: number; readonly bgColor: string }[],
): string {
  const results = (detail?.operators ?? []).flatMap((row) => {
    const result = resultOf(row.index);
    return result === null ? [] : [[String(row.index), result] as const];
  });
  const graphName = detail?.graphName ?? '';
  // Entries made from pairs: a graph named "__proto__" is a name like any other.
  const data = Object.fromEntries([
    [
      graphName === '' ? UNNAMED_GRAPH : graphName,
      { name, results: Object.fromEntries(results), ...(gradient !== undefined && { gradient }) },
    ],
  ]);
  return `${JSON.stringify(data, null, 1)}\n`;
}
