// What one stage of a plan spends its time on, and what its device's link and clock add to that.
import { formatBytes, formatMs } from '../../base/index.ts';
import { ratesOf, STD_CLOCK_FACTOR, stageTime } from '../../edgetpu/index.ts';
import type { DeviceSpec, SegmentWork } from '../../edgetpu/index.ts';
import type { Plan, PlanSegment } from '../../partition/index.ts';
import { proseRatio, sentence, strong } from '../sentences/index.ts';
import type { AnswerPoint } from './types.ts';

/** Parts below this share of the stage are not worth a word. */
const WORTH_SAYING = 0.1;

interface Weighed {
  readonly costMs: number;
  readonly point: AnswerPoint;
}

/** Why one stage takes as long as it does, what costs most first. */
export function stageReasons(
  plan: Plan,
  segment: PlanSegment,
  devices: readonly DeviceSpec[],
): readonly AnswerPoint[] {
  const name = plan.segments.length === 1 ? 'The model' : `Segment ${String(segment.index + 1)}`;
  const device = devices[segment.deviceIndices[0] ?? -1];
  const weighed: Weighed[] = [
    streamingReason(name, segment),
    linkReason(name, segment),
    computeReason(name, segment),
    ...(device === undefined
      ? []
      : [slowLinkReason(segment, device), clockReason(segment, device)]),
  ];
  return weighed
    .filter(({ costMs }) => costMs >= WORTH_SAYING * segment.stageMs)
    .toSorted((one, other) => other.costMs - one.costMs)
    .map(({ point }, position) =>
      // One button for the segment is enough.
      position === 0 && plan.segments.length > 1
        ? {
            ...point,
            action: {
              title: `Show segment ${String(segment.index + 1)}`,
              does: { kind: 'segment', segmentIndex: segment.index },
            },
          }
        : point,
    );
}

/** "1.12 of its 4.46 ms". */
function ofStage(partMs: number, segment: PlanSegment): string {
  return `${formatMs(partMs)} of its ${formatMs(segment.stageMs)}`;
}

function streamingReason(name: string, segment: PlanSegment): Weighed {
  const whatever =
    segment.avoidableBytes === 0
      ? ' No cut could keep them on chip.'
      : segment.avoidableBytes < segment.streamedBytes
        ? ` ${formatBytes(segment.unavoidableBytes)} of them stream whatever the cut.`
        : '';
  return {
    costMs: segment.streamMs,
    point: {
      text: sentence(
        strong(`${name} streams.`),
        ` ${formatBytes(segment.streamedBytes)} of parameters are read from the computer again at every inference, which takes ${ofStage(segment.streamMs, segment)}.${whatever}`,
      ),
    },
  };
}

function linkReason(name: string, segment: PlanSegment): Weighed {
  const costMs = segment.inMs + segment.outMs;
  return {
    costMs,
    point: {
      text: sentence(
        strong(`${name} moves much over its link.`),
        ` ${formatBytes(segment.inBytes)} of tensors and ${formatBytes(segment.instructionBytes)} of instructions in, ${formatBytes(segment.outBytes)} out take ${ofStage(costMs, segment)}.`,
      ),
    },
  };
}

function computeReason(name: string, segment: PlanSegment): Weighed {
  return {
    costMs: segment.computeMs,
    point: {
      text: sentence(
        strong(`${name} computes`),
        ` for ${ofStage(segment.computeMs, segment)}. That is the chip's own speed; only less work for this chip makes it shorter.`,
      ),
    },
  };
}

/** What the stage would gain at USB 3. */
function slowLinkReason(segment: PlanSegment, device: DeviceSpec): Weighed {
  const fasterMs = stageTime(workOf(segment, device), {
    ...{ link: 'usb3', clock: device.clock, bus: device.bus },
  }).stageMs;
  const factor =
    ratesOf({ link: 'usb3', clock: 'max', bus: 0 }).inBytesPerMs / ratesOf(device).inBytesPerMs;
  return {
    costMs: device.link === 'usb2' ? segment.stageMs - fasterMs : 0,
    point: {
      text: sentence(
        strong('Its device is at USB 2.'),
        ` The link moves data ${proseRatio(factor)} slower than USB 3, where the stage would take ${formatMs(fasterMs)} instead of ${formatMs(segment.stageMs)}.`,
      ),
    },
  };
}

function clockReason(segment: PlanSegment, device: DeviceSpec): Weighed {
  const fasterMs = stageTime(workOf(segment, device), { ...device, clock: 'max' }).stageMs;
  return {
    costMs: device.clock === 'std' ? segment.stageMs - fasterMs : 0,
    point: {
      text: sentence(
        strong('Its device is at half clock.'),
        ` At the full 500 MHz the stage would take ${formatMs(fasterMs)} instead of ${formatMs(segment.stageMs)}; the device gets hotter.`,
      ),
    },
  };
}

function workOf(segment: PlanSegment, device: DeviceSpec): SegmentWork {
  const clockFactor = device.clock === 'std' ? STD_CLOCK_FACTOR : 1;
  const { inBytes, outBytes, instructionBytes, streamedBytes, passes } = segment;
  return {
    ...{ inBytes, outBytes, instructionBytes, streamedBytes, passes },
    computeMsAtFullClock: segment.computeMs / clockFactor,
  };
}
