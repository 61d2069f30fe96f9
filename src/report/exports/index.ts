// Results as files: tables, JSON, drawings, traces. Pure functions from a result to text; only PNG needs the page, which
// draws it from the SVG. A new kind of file is one file here and one line in the registry.
export type * from './types.ts';
export { exportFile, fileStem } from './file-name.ts';
export { resultOfPlan } from './from-plan.ts';
export type { LiveResult, OpenedModelFacts } from './from-plan.ts';
export { profileOfShared, resultOfShared } from './from-link.ts';
export { EXPORTERS } from './registry.ts';
export { chartDrawing, chartFile, RESULT_CHARTS } from './charts.ts';
export type { ResultChart } from './charts.ts';
export { layoutSegmentChart } from './segment-chart.ts';
export { layoutStrategyChart } from './strategy-chart.ts';
export { drawingSize, svgDocument } from './svg.ts';
export type { Drawing } from './svg.ts';
export { FILE_THEMES } from './palette.ts';
export type { FileTheme } from './palette.ts';
export { STRATEGY_TITLES } from './strategy-titles.ts';
