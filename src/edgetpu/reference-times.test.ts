// Stage times against figures worked out independently from the same reference: one device and the compiler's split
// (slowest of 2, 4 and 8 segments), USB 3, full clock. Together they pin down execution order, splitter bytes, caching
// and timing of large published nets.

import { describe, expect, it } from 'vitest';
import { estimateSegment } from './segment-cost.ts';
import { allOperators, planSample } from './testing/planned-model.ts';
import type { PlannedModel } from './testing/planned-model.ts';
import type { DeviceSpec } from './types.ts';

const USB3: DeviceSpec = { link: 'usb3', clock: 'max', bus: 0 };

/** The vendor's split by its words (edgetpu-compiler.md d.3 to d.5), without the rule for graph outputs. */
function vendorSplit({ graph, costs }: PlannedModel, segmentCount: number): number[][] {
  const bytesOf = (operator: number): number => costs.operators[operator]!.splitterBytes;
  const total = graph.order.reduce((bytes, operator) => bytes + bytesOf(operator), 0);
  const average = Math.floor(total / segmentCount) + 1;
  const segments: number[][] = [];
  let next = 0;
  for (let index = 0; index < segmentCount - 1; index++) {
    const segment: number[] = [];
    let bytes = 0;
    while (next < graph.order.length && bytes + bytesOf(graph.order[next]!) <= average) {
      bytes += bytesOf(graph.order[next]!);
      segment.push(graph.order[next]!);
      next++;
    }
    segments.push(segment);
  }
  return [...segments, graph.order.slice(next)];
}

function slowestMs(model: PlannedModel, segmentCount: number): number {
  const stages = vendorSplit(model, segmentCount).map(
    (operators) => estimateSegment(model.graph, model.costs, { operators, device: USB3 }).stageMs,
  );
  return Math.max(...stages);
}

describe('the whole model on one device', () => {
  it.each([
    ['inception_v3', 42.7],
    ['efficientnet_lite4', 25.4],
  ])('%s takes %f ms', async (name, ms) => {
    const { graph, costs } = await planSample(name);
    const { stageMs } = estimateSegment(graph, costs, {
      operators: allOperators(graph),
      device: USB3,
    });
    expect(stageMs).toBeCloseTo(ms, 1);
  });
});

describe('the slowest stage of the compiler’s split into 2, 4 and 8', () => {
  it.each<[string, readonly (number | null)[]]>([
    // null where a segment is left empty.
    ['inception_v4', [41.919, 15.122, 8.806]],
    ['inception_v3', [14.616, 6.534, 5.767]],
    ['inception_resnet_v2', [57.394, 22.758, 9.972]],
    ['densenet201', [20.062, 12.591, 9.269]],
    ['resnet152_v2', [61.014, 24.453, 9.486]],
    ['densenet121', [11.274, 8.363, 7.469]],
    ['resnet152', [57.743, 22.549, 7.135]],
    ['resnet101', [38.941, 13.18, 5.606]],
    ['resnet50_v2', [16.589, 7.457, 6.469]],
    ['xception', [20.431, 11.373, 10.063]],
    ['efficientnet_lite4', [10.734, 9.321, 8.687]],
    ['resnet50', [15.98, 5.639, 4.964]],
    ['mobilenet_v2', [2.918, 2.823, null]],
    ['vgg16', [265.292, null, null]],
    ['nasnet_mobile', [8.135, 7.669, 7.042]],
  ])('of %s', async (name, expected) => {
    const model = await planSample(name);
    [2, 4, 8].forEach((segmentCount, index) => {
      const ms = expected[index];
      if (ms === null) {
        expect(vendorSplit(model, segmentCount).some((segment) => segment.length === 0)).toBe(true);
      } else {
        expect(Math.abs(slowestMs(model, segmentCount) - ms!)).toBeLessThan(0.0011);
      }
    });
  });
});
