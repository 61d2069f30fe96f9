// The chip's rules: parameter layout, on-chip budget, caching, stage time, which operators map.
export type * from './types.ts';
export * from './constants.ts';
export { paramBudgetBytes } from './budget.ts';
export { cacheLayers, cachedOperators, cachingOrder, compareForCaching } from './caching.ts';
export type { CachedLayers } from './caching.ts';
export { mapOperators } from './mapping.ts';
export { operatorCosts } from './operator-costs.ts';
export type { CostOptions } from './operator-costs.ts';
export { busBytesOf, busMsOf, estimateSegment, segmentMemory } from './segment-cost.ts';
export type { SegmentQuery } from './segment-cost.ts';
export {
  instructionBytesFor,
  operatorComputeMs,
  passesFor,
  ratesOf,
  stageTime,
  unoverlappedShareFor,
} from './stage-time.ts';
export { layerShapeOf } from './layer-shape.ts';
export type { LayerShape } from './layer-shape.ts';
export { LINK_NAMES, LINK_WORDS } from './links.ts';
export { fileChannels, headerBytesOf, isStoredByQuads, roundUp } from './parameter-layout.ts';
