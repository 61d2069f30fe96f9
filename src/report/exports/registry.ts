import { operatorsCsv } from './csv-operators.ts';
import { segmentsCsv } from './csv-segments.ts';
import { strategiesCsv } from './csv-strategies.ts';
import { resultJson } from './json.ts';
import { markdownReport } from './markdown.ts';
import { modelExplorerCost, modelExplorerSegments } from './model-explorer.ts';
import { traceEventJson } from './trace-event.ts';
import type { Exporter } from './types.ts';

/** Every kind of file but the charts (`RESULT_CHARTS`), in the order in which they are listed. */
export const EXPORTERS: readonly Exporter[] = [
  markdownReport,
  segmentsCsv,
  strategiesCsv,
  operatorsCsv,
  resultJson,
  traceEventJson,
  modelExplorerSegments,
  modelExplorerCost,
];
