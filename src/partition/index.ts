// Graph + costs to Plan: one file per strategy, one registry.
//
//   strategies/ ─▶ placements (operators, devices) ─ assemble.ts ─▶ Plan ─ registry.ts ─▶ speed-ups, lists
//   layer-table.ts    stage times of all runs of depths (or of the vendor's order), row by row, equal to estimateSegment
//   cut-search.ts     dynamic programming over layers and devices; bus-search.ts adds one shared bus
//   refine.ts         moves cuts with a compiler in the loop, as a pure step function
//   lattice/          the exact search over convex cuts behind `optimal`
export * from './types.ts';
export * from './plan-json.ts';
export { assemblePlan, bottleneckOf, busLoadsOf, withSpeedups } from './assemble.ts';
export type { Placement, SearchInfo } from './assemble.ts';
export { alikeDevices, chooseDevices, throughputCurve } from './auto-devices.ts';
export type {
  ChoiceOptions,
  CurveEntry,
  DeviceChoice,
  MakeDevices,
  OpenRequest,
} from './auto-devices.ts';
export { batchMsOf } from './batch-time.ts';
export { deviceKindsOf, rateKeyOf, sharedBusesOf } from './device-kinds.ts';
export type { DeviceKind } from './device-kinds.ts';
export { evaluateSegment } from './evaluate.ts';
export { PLAN_NOTES } from './plan-notes.ts';
export {
  comparePlans,
  COMPARED_STRATEGIES,
  runStrategy,
  STRATEGIES,
  strategyOf,
} from './registry.ts';
export { refineNext, startRefine } from './refine.ts';
export type { CompiledSegment, RefineDone, RefineScore, RefineState } from './refine.ts';
export { MAX_DEVICE_COUNT } from './request-checks.ts';
