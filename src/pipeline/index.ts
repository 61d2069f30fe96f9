// Plan or measured stages to timeline, throughput, latency, bottleneck.
export type * from './types.ts';
