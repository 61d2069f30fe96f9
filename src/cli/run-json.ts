import type { Run, RunStage, RunVerification } from '../pipeline/index.ts';

/** A run as "reef run --json" prints it; docs/cli.md describes every field. */
export interface RunJson extends Pick<
  Run,
  'label' | 'devices' | 'inferences' | 'warmUp' | 'batch' | 'isPartial' | 'throughputPerSecond'
> {
  readonly batchMs: number;
  readonly fillMs: number;
  readonly drainMs: number;
  readonly loadMs: number;
  readonly latency: Run['latency'];
  readonly bottleneckSegment: number;
  readonly stages: readonly RunStage[];
  /** True: equal to the whole model, byte for byte; false: not; null: not checked. */
  readonly verified: boolean | null;
  readonly verification: RunVerification;
}

export function runToJson(run: Run): RunJson {
  const { kind } = run.verification;
  return {
    label: run.label,
    devices: run.devices,
    inferences: run.inferences,
    warmUp: run.warmUp,
    batch: run.batch,
    isPartial: run.isPartial,
    throughputPerSecond: run.throughputPerSecond,
    latency: run.latency,
    batchMs: run.batchMs,
    fillMs: run.fillMs,
    drainMs: run.drainMs,
    loadMs: run.loadMs,
    bottleneckSegment: run.bottleneckSegment,
    stages: run.stages,
    verified: kind === 'equal' ? true : kind === 'different' ? false : null,
    verification: run.verification,
  };
}
