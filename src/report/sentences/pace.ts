import { assertExists } from '../../base/index.ts';
import type { DeviceSpec } from '../../edgetpu/index.ts';
import type { Plan, PlanSegment } from '../../partition/index.ts';

/** The four parts of a stage, in the order in which they are drawn. */
export const STAGE_PARTS = ['in', 'compute', 'stream', 'out'] as const;
export type StagePart = (typeof STAGE_PARTS)[number];

/** How each part is said of a share: "two fifths of it streaming parameters". */
export const PART_WORDS: Readonly<Record<StagePart, string>> = {
  in: 'reading its input',
  compute: 'computing',
  stream: 'streaming parameters',
  out: 'sending its output',
};

/** What sets the pace of a plan: its slowest stage (per replica), or its busiest bus. */
export type Pace =
  | { readonly kind: 'stage'; readonly segment: PlanSegment; readonly perInferenceMs: number }
  | {
      readonly kind: 'bus';
      readonly bus: number;
      readonly perInferenceMs: number;
      /** Devices of the plan on that bus and the bytes that one inference moves over it. */
      readonly deviceCount: number;
      readonly bytesPerInference: number;
    };

/** Finds what sets the pace of `plan`; `devices` is the list that the plan's device indices point into. */
export function paceOf(plan: Plan, devices: readonly DeviceSpec[]): Pace {
  if (plan.bottleneck.kind === 'stage') {
    const segment = assertExists(
      plan.segments[plan.bottleneck.segmentIndex],
      'pace-setting segment',
    );
    return { kind: 'stage', segment, perInferenceMs: plan.bottleneckMs };
  }
  const { bus } = plan.bottleneck;
  let deviceCount = 0;
  let bytesPerInference = 0;
  for (const segment of plan.segments) {
    const onBus = segment.deviceIndices.filter((index) => devices[index]?.bus === bus).length;
    deviceCount += onBus;
    const bytes =
      segment.inBytes + segment.outBytes + segment.streamedBytes + segment.instructionBytes;
    bytesPerInference += (bytes * onBus) / Math.max(1, segment.replicas);
  }
  return { kind: 'bus', bus, perInferenceMs: plan.bottleneckMs, deviceCount, bytesPerInference };
}

export function partMs(segment: PlanSegment, part: StagePart): number {
  switch (part) {
    case 'in':
      return segment.inMs;
    case 'compute':
      return segment.computeMs;
    case 'stream':
      return segment.streamMs;
    case 'out':
      return segment.outMs;
  }
}

/** The part of a stage that takes longest, with its share of the stage. */
export function largestPart(segment: PlanSegment): {
  readonly part: StagePart;
  readonly share: number;
} {
  let part: StagePart = 'compute';
  for (const candidate of STAGE_PARTS) {
    if (partMs(segment, candidate) > partMs(segment, part)) part = candidate;
  }
  return { part, share: segment.stageMs > 0 ? partMs(segment, part) / segment.stageMs : 0 };
}

/** Bytes of a plan summed over its segments. */
export function sumOver(
  plan: Plan,
  field: 'streamedBytes' | 'avoidableBytes' | 'unavoidableBytes' | 'compiledParamBytes',
): number {
  return plan.segments.reduce((sum, segment) => sum + segment[field], 0);
}
