// Graph + costs to Plan: one file per strategy, one registry.
export * from './types.ts';
export * from './plan-json.ts';
