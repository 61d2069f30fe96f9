// The chip's rules: parameter layout, on-chip budget, caching, stage time, which operators map.
export type * from './types.ts';
