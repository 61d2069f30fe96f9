import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf } from '../graph/index.ts';
import type { Graph } from '../graph/index.ts';
import { arbitraryGraph } from '../graph/testing/random-graphs.ts';
import { busMsOf, estimateSegment } from './segment-cost.ts';
import { arbitraryCosts } from './testing/random-costs.ts';
import { sketchModel } from './testing/hand-built.ts';
import { allOperators, planModel, planSample } from './testing/planned-model.ts';
import { loadFixture } from '../tflite/testing/models.ts';
import type { Costs, DeviceSpec, LinkName } from './types.ts';

const MIB = 1024 * 1024;
const USB3: DeviceSpec = { link: 'usb3', clock: 'max', bus: 0 };

describe('estimateSegment against measured and fitted rows', () => {
  // edgetpu-performance.md section 2, column "pred": other estimates of operators, instructions and stored bytes went
  // into it, so 4 % is what agreement means here.
  it.each<[string, LinkName, number]>([
    ['vgg19', 'usb3', 311.4],
    ['inception_v4', 'usb2', 1138],
    ['conv5_f442', 'pcie', 40.27],
  ])('%s on %s takes about %f ms', async (name, link, ms) => {
    const { graph, costs } = await planSample(name);
    const device: DeviceSpec = { link, clock: 'max', bus: 0 };
    const { stageMs } = estimateSegment(graph, costs, { operators: allOperators(graph), device });
    expect(Math.abs(stageMs / ms - 1)).toBeLessThan(0.04);
  });

  it('dense_256 takes the time that its published row predicts', () => {
    const { graph, costs } = planModel(loadFixture('dense_256'));
    const { stageMs, instructionBytes } = estimateSegment(graph, costs, {
      operators: allOperators(graph),
      device: USB3,
    });
    expect(instructionBytes).toBe(16_000);
    // 0.2326 in the reference, which counts one layer and no QUANTIZE around it.
    expect(stageMs).toBeCloseTo(0.2326, 1);
  });
});

describe('passes', () => {
  it('count in a segment of large convolutions only', async () => {
    const { graph, costs } = await planSample('conv5_f582');
    const whole = estimateSegment(graph, costs, { operators: allOperators(graph), device: USB3 });
    const maps = costs.operators.map((cost) => cost.mapBytes).reduce((a, b) => a + b, 0);
    expect(whole.passes).toBeCloseTo(maps / graph.operatorCount / 1.39e6, 12);
    const vgg = await planSample('vgg16');
    expect(
      estimateSegment(vgg.graph, vgg.costs, { operators: allOperators(vgg.graph), device: USB3 })
        .passes,
    ).toBe(1);
    const start = estimateSegment(vgg.graph, vgg.costs, { operators: [0, 1], device: USB3 });
    expect(start.passes).toBeGreaterThan(1);
  });
});

/** The estimate straight from the formulas, with nothing shared but the boundary and the table of costs. */
function memoryByTheWords(
  graph: Graph,
  costs: Costs,
  operators: readonly number[],
): { cached: number; total: number } {
  const table = operators.map((operator) => ({ operator, ...costs.operators[operator]! }));
  const largest = boundaryOf(graph, operators).largestActivationBytes;
  let room = Math.floor(7.73 * MIB) - Math.min(largest, 0.75 * MIB);
  let cached = 0;
  const visited = table.filter((cost) => cost.fitsTile && cost.onChipBytes > 0);
  visited.sort((a, b) => {
    if (a.isDepthwise !== b.isDepthwise) return a.isDepthwise ? -1 : 1;
    if (a.outputPositions !== b.outputPositions) return a.outputPositions - b.outputPositions;
    return b.compiledParamBytes - a.compiledParamBytes || a.operator - b.operator;
  });
  for (const cost of visited) {
    if (cost.onChipBytes > room) continue;
    room -= cost.onChipBytes;
    cached += cost.compiledParamBytes;
  }
  return { cached, total: table.reduce((bytes, cost) => bytes + cost.compiledParamBytes, 0) };
}

describe('estimateSegment on random graphs', () => {
  const drawn = arbitraryGraph({ maxOperators: 10 }).chain((graph) =>
    fc.tuple(
      fc.constant(graph),
      arbitraryCosts(graph, { withCpuOperators: true }),
      fc.subarray(allOperators(graph), { minLength: 1 }),
      fc.constantFrom<LinkName>('usb3', 'usb2', 'pcie'),
      fc.constantFrom<DeviceSpec['clock']>('max', 'std'),
    ),
  );

  it('accounts for every byte and every part of the time', () => {
    fc.assert(
      fc.property(drawn, ([graph, costs, operators, link, clock]) => {
        const estimate = estimateSegment(graph, costs, {
          operators,
          device: { link, clock, bus: 0 },
        });
        const { cached, total } = memoryByTheWords(graph, costs, operators);
        expect(estimate.compiledParamBytes).toBe(total);
        expect(estimate.cachedBytes).toBe(cached);
        expect(estimate.cachedBytes + estimate.streamedBytes).toBe(total);
        expect(estimate.unavoidableBytes + estimate.avoidableBytes).toBe(estimate.streamedBytes);
        expect(estimate.avoidableBytes).toBeGreaterThanOrEqual(0);
        expect(estimate.onChipBytes).toBeLessThanOrEqual(estimate.budgetBytes);
        expect(estimate.mayStreamBytes).toBeGreaterThanOrEqual(0);
        const { inMs, computeMs, streamMs, outMs, stageMs } = estimate;
        expect(stageMs).toBeCloseTo(inMs + computeMs + streamMs + outMs, 9);
        expect(Math.min(inMs, computeMs, streamMs, outMs)).toBeGreaterThanOrEqual(0);
      }),
      { seed: 31, numRuns: 400 },
    );
  });

  it('streams nothing avoidable from a segment of one layer', () => {
    fc.assert(
      fc.property(drawn, ([graph, costs]) => {
        for (const operator of allOperators(graph)) {
          expect(
            estimateSegment(graph, costs, { operators: [operator], device: USB3 }).avoidableBytes,
          ).toBe(0);
        }
      }),
      { seed: 32, numRuns: 200 },
    );
  });

  it('does not depend on the order in which the operators are given', () => {
    fc.assert(
      fc.property(drawn, ([graph, costs, operators]) => {
        const forward = estimateSegment(graph, costs, { operators, device: USB3 });
        const backward = estimateSegment(graph, costs, {
          operators: [...operators].reverse(),
          device: USB3,
        });
        expect(backward).toEqual(forward);
      }),
      { seed: 33, numRuns: 100 },
    );
  });
});

/** QUANTIZE from float on the CPU, a convolution, a custom operator. */
const HEAD_AND_TAIL = sketchModel({
  tensors: [
    { shape: [1, 40, 40, 3], type: 'FLOAT32' },
    { shape: [1, 40, 40, 3] },
    { shape: [8, 3, 3, 3], fill: 1 },
    { shape: [1, 40, 40, 8] },
    { shape: [1, 5] },
  ],
  operators: [
    { kind: 'QUANTIZE', inputs: [0], outputs: [1] },
    { kind: 'CONV_2D', inputs: [1, 2], outputs: [3] },
    { kind: 'CUSTOM', inputs: [3], outputs: [4] },
  ],
  inputs: [0],
  outputs: [4],
});

describe('operators on the CPU', () => {
  it('cost the device nothing but what crosses the boundary of the segment', () => {
    const { graph, costs } = HEAD_AND_TAIL;
    const whole = estimateSegment(graph, costs, { operators: [0, 1, 2], device: USB3 });
    const alone = estimateSegment(graph, costs, { operators: [1], device: USB3 });
    expect(whole.computeMs).toBe(alone.computeMs);
    expect(whole.instructionBytes).toBe(alone.instructionBytes);
    expect([whole.inBytes, whole.outBytes]).toEqual([40 * 40 * 3 * 4, 5]);
  });
});

describe('what is known of a segment', () => {
  const operators = [0, 1, 2];
  const { graph, costs } = HEAD_AND_TAIL;
  const estimate = estimateSegment(graph, costs, { operators, device: USB3 });

  it('replaces bytes, and the time follows', () => {
    const fact = { cachedBytes: 300, streamedBytes: 454_000, instructionBytes: 200_000 };
    const known = estimateSegment(graph, costs, { operators, device: USB3, fact });
    expect(known).toMatchObject({
      cachedBytes: 300,
      streamedBytes: 454_000,
      compiledParamBytes: 454_300,
      instructionBytes: 200_000,
      mayStreamBytes: 0,
    });
    expect(known.inMs - estimate.inMs).toBeCloseTo(
      (200_000 - estimate.instructionBytes) / 454_000,
      12,
    );
    expect(known.streamMs).toBeGreaterThan(0);
  });

  it('gives the rest of the parameters the other place when only one is known', () => {
    const total = estimate.compiledParamBytes;
    const streamed = estimateSegment(graph, costs, {
      operators,
      device: USB3,
      fact: { streamedBytes: 100 },
    });
    expect([streamed.cachedBytes, streamed.streamedBytes]).toEqual([total - 100, 100]);
    const cached = estimateSegment(graph, costs, {
      operators,
      device: USB3,
      fact: { cachedBytes: total },
    });
    expect(cached).toMatchObject({ streamedBytes: 0, onChipBytes: estimate.onChipBytes });
  });

  it('replaces the whole time by a measured one, and keeps the shares of its parts', () => {
    const fact = { stageMs: 2 * estimate.stageMs, link: 'usb3', clock: 'max' } as const;
    const known = estimateSegment(graph, costs, { operators, device: USB3, fact });
    expect(known.stageMs).toBe(2 * estimate.stageMs);
    expect(known.computeMs).toBeCloseTo(2 * estimate.computeMs, 12);
    expect(known.inMs + known.computeMs + known.streamMs + known.outMs).toBeCloseTo(
      known.stageMs,
      12,
    );
  });

  it('does not carry a time over to another link or clock', () => {
    const fact = { stageMs: 99, link: 'usb3', clock: 'max' } as const;
    for (const device of [
      { link: 'usb2', clock: 'max', bus: 0 },
      { link: 'usb3', clock: 'std', bus: 0 },
    ] as const) {
      expect(estimateSegment(graph, costs, { operators, device, fact })).toEqual(
        estimateSegment(graph, costs, { operators, device }),
      );
    }
  });
});

describe('busMsOf', () => {
  it('counts input, instructions, every pass of streamed parameters and output at the input rate', () => {
    const bytes = {
      inBytes: 1000,
      instructionBytes: 20_000,
      streamedBytes: 300_000,
      passes: 2,
      outBytes: 4000,
    };
    expect(busMsOf(bytes, USB3)).toBeCloseTo(625_000 / 454_000, 12);
  });
});
