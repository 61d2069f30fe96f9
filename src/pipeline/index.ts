// Plan or measured stages to timeline, throughput, latency, bottleneck.
export type * from './types.ts';
export type * from './run-types.ts';
export { closedFormMs } from './closed-form.ts';
export { figuresOf, latencyFiguresOf } from './figures.ts';
export type { RunFigures } from './figures.ts';
export { DEFAULT_QUEUE_CAPACITY, runStages } from './run-stages.ts';
export { simulatePlan } from './simulate.ts';
export type { SimulationTarget } from './simulate.ts';
export { stagesOfPlan } from './stages-of-plan.ts';
export { steadyIntervalMs } from './steady-state.ts';
export { fitRates, type FittedRates, type RateSample } from './fit-rates.ts';
