// Small runs for the tests of sentences and exports: only what a test names differs from the defaults.
import { latencyFiguresOf, type Run, type RunStage } from '../../pipeline/index.ts';

/** A stage of 4 ms, as estimated, half of it computing. */
export function testRunStage(segmentIndex: number, patch: Partial<RunStage> = {}): RunStage {
  return {
    segmentIndex,
    replicas: 1,
    ...{ queueMs: 0, inMs: 1, computeMs: 2, streamMs: 0, outMs: 1, cpuMs: 0 },
    ...{ meanMs: 4, p95Ms: 4.1, bytesIn: 200_000, bytesOut: 100_000, utilisation: 0.9 },
    estimatedMs: 4,
    ...patch,
  };
}

/** A simulated run of these stages on a virtual accelerator each. */
export function testRun(stages: readonly RunStage[], patch: Partial<Run> = {}): Run {
  const latenciesMs = [8, 8.5, 9, 9, 12];
  return {
    label: 'simulated',
    devices: [{ kind: 'virtual', link: 'usb3', clock: 'max', count: stages.length }],
    ...{ warmUp: 2, inferences: 15, batch: 15, isPartial: false, throughputPerSecond: 224 },
    ...{ batchMs: 70, fillMs: 8, drainMs: 8, loadMs: 30 },
    latency: latencyFiguresOf(latenciesMs),
    latenciesMs,
    stages,
    bottleneckSegment: 0,
    timeline: [],
    verification: { kind: 'equal', inferences: 1, bytes: 1001 },
    ...patch,
  };
}
