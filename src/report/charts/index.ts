// Charts as marks: pure functions from data and a size to rectangles, lines and texts with colours by token.
// The page draws them into SVG or a canvas, exporters into files.
export type * from './marks.ts';
export { segmentColour, onSegmentColour, textWidth } from './marks.ts';
export * from './scale.ts';
export * from './labels.ts';
export * from './depth-profile.ts';
export * from './profile-data.ts';
export * from './segment-bars.ts';
export * from './timeline.ts';
export * from './throughput.ts';
export * from './strategy-bar.ts';
export * from './histogram.ts';
export * from './run-bars.ts';
export * from './graph.ts';
export * from './graph-placement.ts';
export * from './graph-window.ts';
export * from './graph-colours.ts';
export * from './graph-walk.ts';
export { boxMarks, laneY, nodeSize, wayPoints } from './graph-marks.ts';
