// Graph + costs to Plan: one file per strategy, one registry.
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
