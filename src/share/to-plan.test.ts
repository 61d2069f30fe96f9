import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import {
  decodeLink,
  encodeLink,
  parametersByDepth,
  planOfShared,
  timelineOfShared,
  type SharedResult,
} from './index.ts';
import { sampleResult } from './testing/sample-result.ts';

async function throughLink(result: Promise<SharedResult>): Promise<{
  readonly sent: SharedResult;
  readonly read: SharedResult;
}> {
  const sent = await result;
  return { sent, read: unwrap(decodeLink(encodeLink(sent))) };
}

describe('a plan out of a link', () => {
  it('has the figures of the plan that was shared', async () => {
    const { sent, read } = await throughLink(sampleResult('inception_v3', 4));
    const plan = planOfShared(read);
    expect(plan.bottleneckMs).toBeCloseTo(sent.plan.bottleneckMs, 3);
    expect(plan.throughputPerSecond).toBeCloseTo(1000 / sent.plan.bottleneckMs, 0);
    expect(plan.crossingBytes).toBe(sent.plan.crossingBytes);
    expect(plan.segments.map((segment) => segment.operators.length)).toEqual(
      sent.plan.segments.map((segment) => segment.operatorCount),
    );
    expect(plan.bottleneck.kind).toBe('stage');
    expect(read.plan.cuts).toEqual(sent.plan.cuts);
  });

  it('knows the bus that sets the pace where devices share one', async () => {
    const { sent, read } = await throughLink(
      sampleResult('inception_resnet_v2', 8, { isBusShared: true, strategy: 'balanced' }),
    );
    expect(planOfShared(read).bottleneck).toEqual({ kind: 'bus', bus: 0 });
    expect(read.plan.segments[0]?.instructionBytes).toBe(sent.plan.segments[0]?.instructionBytes);
  });

  it('knows which devices take turns at a segment', async () => {
    const { sent, read } = await throughLink(
      sampleResult('mobilenet_v2', 3, { strategy: 'hybrid' }),
    );
    expect(read.plan.segments.map((segment) => segment.deviceIndices)).toEqual(
      sent.plan.segments.map((segment) => segment.deviceIndices),
    );
  });

  it('runs through the pipeline in the order and at the times of its stages', async () => {
    const { read } = await throughLink(sampleResult('inception_v3', 4));
    const timeline = timelineOfShared(read, 3);
    expect(timeline).toHaveLength(3 * read.plan.segments.length);
    const [first] = timeline;
    const [segment] = planOfShared(read).segments;
    expect((first?.endMs ?? 0) - (first?.startMs ?? 0)).toBeCloseTo(segment?.stageMs ?? -1, 9);
  });

  it('colours every depth with the segments that hold its parameters', async () => {
    const { sent, read } = await throughLink(sampleResult('inception_v3', 4));
    const byDepth = parametersByDepth(read);
    const step = Math.max(...sent.profile.compiledParamBytes) / 63;
    read.plan.segments.forEach((segment, segmentIndex) => {
      const bytes = byDepth
        .flat()
        .filter((part) => part.segmentIndex === segmentIndex)
        .reduce((sum, part) => sum + part.value, 0);
      const depths = segment.lastDepth - segment.firstDepth + 1;
      expect(Math.abs(bytes - segment.cachedBytes - segment.streamedBytes)).toBeLessThanOrEqual(
        depths * step,
      );
    });
  });
});
