import {
  colourGraph,
  graphFrame,
  graphHeight,
  layoutGraph,
  placeGraph,
  WHOLE_GRAPH,
  type GraphLayout,
} from '../charts/index.ts';
import { segmentOfOperators } from '../charts/profile-data.ts';
import type { ResultDetail, ResultSource } from './types.ts';

/** In a file there is room for every lane of most models. */
const MOST_PX = 480;

/** The operator graph of a result, whole and coloured by segment. */
export function layoutGraphChart(
  detail: ResultDetail,
  { plan, profile }: Pick<ResultSource, 'plan' | 'profile'>,
  widthPx: number,
): GraphLayout {
  const { graph, operators } = detail;
  const placement = placeGraph(graph);
  const segmentOf = segmentOfOperators(plan, graph.operatorCount);
  // Colours by segment ask for no costs.
  const costs = { operators: [], hasCpuPart: false };
  const { styleOf } = colourGraph('segment', { operators, costs, segmentOf });
  const size = { widthPx, heightPx: graphHeight(placement.laneHeights, MOST_PX) };
  return layoutGraph(
    {
      placement,
      styleOf,
      segmentOf,
      kindOf: operators.map((row) => row.kind),
      strengthOf: null,
      segmentCount: plan.segments.length,
      cuts: profile.cuts,
    },
    graphFrame(size, { depthCount: graph.depthCount, laneHeights: placement.laneHeights }),
    WHOLE_GRAPH,
  );
}
