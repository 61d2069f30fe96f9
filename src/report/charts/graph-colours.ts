// What the colour of an operator says: its segment, where it runs, or what it costs. Costs are five steps of one hue.
// An operator that the CPU runs is hollow, whatever the colours say.
import { formatSignificant } from '../../base/index.ts';
import { operatorComputeMs, type Costs } from '../../edgetpu/index.ts';
import type { OperatorRow } from '../model-facts.ts';
import { onSegmentColour, segmentColour, type ColourToken, type Paint } from './marks.ts';
import { byteUnit, macUnit, type Unit } from './scale.ts';

export const GRAPH_COLOURINGS = ['segment', 'mapping', 'parameters', 'macs', 'time'] as const;
export type GraphColouring = (typeof GRAPH_COLOURINGS)[number];

/** How a node is drawn. */
export interface NodeStyle {
  readonly fill: Paint;
  readonly edge: ColourToken;
  readonly text: ColourToken;
  /** Runs on the CPU. */
  readonly isHollow: boolean;
}

export interface GraphLegend {
  readonly title: string;
  readonly entries: readonly { readonly label: string; readonly style: NodeStyle }[];
}

export interface GraphColours {
  /** `[opIndex]` = its style. */
  readonly styleOf: readonly NodeStyle[];
  readonly legend: GraphLegend;
}

export interface ColourSource {
  readonly operators: readonly OperatorRow[];
  readonly costs: Costs;
  /** `[opIndex]` = segment; −1 without a plan. */
  readonly segmentOf: readonly number[];
}

/** Opacity of the accent colour by step: text of one colour can be read on the first four, of another on the last. */
const STEP_OPACITY = [0.14, 0.28, 0.42, 0.58, 1] as const;
const ON_CHIP_OPACITY = 0.42;

/** Styles of all operators and what they mean. */
export function colourGraph(colouring: GraphColouring, source: ColourSource): GraphColours {
  const { operators, segmentOf } = source;
  const cpuEntry = operators.some((row) => !row.runsOnEdgeTpu)
    ? [{ label: 'CPU', style: hollow('ink-1') }]
    : [];
  switch (colouring) {
    case 'segment':
      return {
        styleOf: operators.map((row) => segmentStyle(segmentOf[row.index] ?? -1, row)),
        legend: { title: 'Runs on', entries: cpuEntry },
      };
    case 'mapping':
      return {
        styleOf: operators.map((row) =>
          row.runsOnEdgeTpu ? accent(ON_CHIP_OPACITY) : hollow('ink-1'),
        ),
        legend: {
          title: 'Runs on',
          entries: [{ label: 'Edge TPU', style: accent(ON_CHIP_OPACITY) }, ...cpuEntry],
        },
      };
    default:
      return colourByCost(COST_SCALES[colouring], source, cpuEntry);
  }
}

interface CostScale {
  readonly title: string;
  readonly valueOf: (row: OperatorRow, costs: Costs) => number;
  readonly unitFor: (most: number) => Unit;
}

const COST_SCALES: Readonly<Record<'parameters' | 'macs' | 'time', CostScale>> = {
  parameters: {
    title: 'Compiled parameters, estimated',
    valueOf: (row) => row.compiledParamBytes,
    unitFor: byteUnit,
  },
  macs: { title: 'Multiply-accumulates', valueOf: (row) => row.macs, unitFor: macUnit },
  time: {
    title: 'Computing time, estimated',
    valueOf: operatorMs,
    unitFor: (most) => (most < 0.5 ? { name: 'µs', divisor: 1e-3 } : { name: 'ms', divisor: 1 }),
  },
};

/** Time that an operator computes on the Edge TPU at full clock, ms; without transfers and streaming. */
export function operatorMs(row: OperatorRow, costs: Costs): number {
  const cost = costs.operators[row.index];
  return cost === undefined ? 0 : operatorComputeMs(cost);
}

function colourByCost(
  scale: CostScale,
  { operators, costs }: ColourSource,
  cpuEntry: GraphLegend['entries'],
): GraphColours {
  const values = operators.map((row) => scale.valueOf(row, costs));
  const most = values.reduce((highest, value) => Math.max(highest, value), 0);
  const unit = scale.unitFor(most);
  const steps = STEP_OPACITY.map((opacity, step) => ({
    label: formatSignificant(upperBound(most, step) / unit.divisor, 2),
    style: accent(opacity),
  }));
  return {
    styleOf: operators.map((row, position) => {
      if (!row.runsOnEdgeTpu) return hollow('ink-1');
      const step = stepOf(values[position] ?? 0, most);
      return step < 0 ? NOTHING : accent(STEP_OPACITY[step] ?? 1);
    }),
    legend: {
      title: `${scale.title}, ${unit.name} at most`,
      entries: [
        ...(values.some((value) => value === 0) ? [{ label: '0', style: NOTHING }] : []),
        ...(most === 0 ? [] : steps),
        ...cpuEntry,
      ],
    },
  };
}

/** Steps grow with the square, since a few operators cost most and many cost little. */
function upperBound(most: number, step: number): number {
  return most * ((step + 1) / STEP_OPACITY.length) ** 2;
}

/** Step of a value, 0 … 4; −1 for nothing. */
export function stepOf(value: number, most: number): number {
  if (value <= 0 || most <= 0) return -1;
  const step = Math.ceil(Math.sqrt(value / most) * STEP_OPACITY.length - 1e-9) - 1;
  return Math.min(Math.max(step, 0), STEP_OPACITY.length - 1);
}

const NOTHING: NodeStyle = {
  fill: { token: 'surface' },
  edge: 'ink-4',
  text: 'ink-3',
  isHollow: false,
};

function accent(opacity: number): NodeStyle {
  return {
    fill: { token: 'accent', opacity },
    edge: 'accent',
    text: opacity === 1 ? 'surface' : 'ink-1',
    isHollow: false,
  };
}

function hollow(edge: ColourToken): NodeStyle {
  return { fill: { token: 'surface' }, edge, text: 'ink-1', isHollow: true };
}

function segmentStyle(segmentIndex: number, row: OperatorRow): NodeStyle {
  const token = segmentIndex < 0 ? 'ink-3' : segmentColour(segmentIndex);
  if (!row.runsOnEdgeTpu) return hollow(token);
  const text = segmentIndex < 0 ? 'surface' : onSegmentColour(segmentIndex);
  return { fill: { token }, edge: token, text, isHollow: false };
}
