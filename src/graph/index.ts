// Turns a Model into a Graph: execution order, depth, cut tensors. No costs of the chip in here (edgetpu/).
export type * from './types.ts';
export type { ActivationSpec, GraphSpec, OperatorSpec } from './graph-spec.ts';
export { buildGraph } from './build-graph.ts';
export { buildGraphFrom } from './build-graph-from.ts';
export { boundaryOf, membershipOf, sumBytes } from './boundary.ts';
export {
  checkCut,
  checkSegments,
  crossingActivations,
  crossingBytesAtDepths,
  isPrefixClosed,
  operatorsBetweenDepths,
  operatorsUpToDepth,
} from './cuts.ts';
export type { DepthCutCrossing } from './cuts.ts';
