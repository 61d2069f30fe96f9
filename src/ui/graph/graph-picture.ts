// From a view to what the graph element draws. Every step remembers its last result: pointing, panning and searching
// must not place the operators anew.
import { memoizeLast } from '../../base/index.ts';
import {
  colourGraph,
  findOperators,
  GRAPH_COLOURINGS,
  graphFrame,
  graphHeight,
  layoutGraph,
  listProfileCuts,
  placeGraph,
  segmentOfOperators,
  type GraphColouring,
  type GraphColours,
  type GraphFrame,
  type GraphLayout,
  type GraphPlacement,
  type GraphWindow,
  type OperatorRow,
} from '../../report/index.ts';
import type { Plan } from '../../partition/index.ts';
import { segmentOfSelection } from '../charts/emphasis.ts';
import type { ModelSummary } from '../contract.ts';
import { shownNames } from '../model/arrange-rows.ts';
import type { GraphView } from './graph-view.ts';
import { operatorWords, type OperatorWords } from './operator-words.ts';

/** Part of full strength of what a search or a segment leaves out. */
const DIMMED = 0.22;

export interface GraphRoom {
  readonly widthPx: number;
  readonly mostPx: number;
}

export interface GraphWishes {
  readonly window: GraphWindow;
  /** What the person chose; null = what suits the model. */
  readonly colouring: GraphColouring | null;
  readonly search: string;
}

export class GraphPicture {
  readonly #place = memoizeLast(placeGraph);
  readonly #segmentsOf = memoizeLast(segmentOfOperators);
  readonly #cutsOf = memoizeLast(cutsOf);
  readonly #coloursOf = memoizeLast(coloursOf);
  readonly #kindsOf = memoizeLast(kindsOf);
  readonly #namesOf = memoizeLast(shownNames);
  readonly #hitsOf = memoizeLast(findOperators);
  readonly #strengthsOf = memoizeLast(strengthsOf);

  placement(view: GraphView): GraphPlacement {
    return this.#place(view.summary.graph);
  }

  frame(view: GraphView, { widthPx, mostPx }: GraphRoom): GraphFrame {
    const { laneHeights } = this.placement(view);
    const size = { widthPx, heightPx: graphHeight(laneHeights, mostPx) };
    return graphFrame(size, { depthCount: view.summary.graph.depthCount, laneHeights });
  }

  layout(view: GraphView, frame: GraphFrame, wishes: GraphWishes): GraphLayout {
    const segmentOf = this.#segmentOf(view);
    const input = {
      placement: this.placement(view),
      segmentOf,
      styleOf: this.colours(view, wishes.colouring).styleOf,
      kindOf: this.#kindsOf(view.summary),
      strengthOf: this.#strengthsOf(this.hits(view, wishes.search), segmentOf, litSegment(view)),
      segmentCount: view.plan?.segments.length ?? 0,
      cuts: this.#cutsOf(view.plan, view.summary, view.cutAfterDepths),
    };
    return layoutGraph(input, frame, wishes.window);
  }

  colours(view: GraphView, wanted: GraphColouring | null): GraphColours {
    return this.#coloursOf(colouringOf(view, wanted), view.summary, this.#segmentOf(view));
  }

  hits(view: GraphView, search: string): readonly number[] {
    return this.#hitsOf(view.summary.operators, search);
  }

  words(view: GraphView, opIndex: number): OperatorWords {
    return operatorWords(view.summary, opIndex, {
      segmentIndex: this.#segmentOf(view)[opIndex] ?? -1,
      name: this.#namesOf(view.summary.operators).get(opIndex) ?? '',
    });
  }

  #segmentOf(view: GraphView): readonly number[] {
    return this.#segmentsOf(view.plan, view.summary.graph.operatorCount);
  }
}

/** What can be chosen: segments only where there is a plan. */
export function colouringsOf({ plan }: GraphView): readonly GraphColouring[] {
  return GRAPH_COLOURINGS.filter((one) => one !== 'segment' || plan !== null);
}

/** What the colours say until the person chooses: segments, else what does not map, else parameters as in the profile. */
export function colouringOf(
  { plan, summary: { facts } }: GraphView,
  wanted: GraphColouring | null,
): GraphColouring {
  if (wanted !== null) return wanted;
  if (plan !== null) return 'segment';
  return facts.mappedOperatorCount < facts.operatorCount ? 'mapping' : 'parameters';
}

function coloursOf(
  colouring: GraphColouring,
  { operators, costs }: ModelSummary,
  segmentOf: readonly number[],
): GraphColours {
  return colourGraph(colouring, { operators, costs, segmentOf });
}

function cutsOf(
  plan: Plan | null,
  { graph }: ModelSummary,
  cutAfterDepths: readonly number[],
): ReturnType<typeof listProfileCuts> {
  return listProfileCuts({ graph, plan, cutAfterDepths });
}

function kindsOf({ operators }: { readonly operators: readonly OperatorRow[] }): readonly string[] {
  return operators.map((row) => row.kind);
}

/** The segment that is pointed at or chosen as a whole; an operator stands out by its ring, not by its segment. */
function litSegment({ highlight, selection, plan }: GraphView): number | null {
  const [lit] = [highlight, selection].filter(({ kind }) => kind === 'segment');
  return lit === undefined ? null : segmentOfSelection(lit, plan);
}

/** How strongly each operator is drawn: what is looked for, or else the segment that is pointed at, stands out. */
function strengthsOf(
  hits: readonly number[],
  segmentOf: readonly number[],
  lit: number | null,
): readonly number[] | null {
  if (hits.length > 0) {
    const isHit = new Set(hits);
    return segmentOf.map((_, opIndex) => (isHit.has(opIndex) ? 1 : DIMMED));
  }
  return lit === null ? null : segmentOf.map((segment) => (segment === lit ? 1 : DIMMED));
}
