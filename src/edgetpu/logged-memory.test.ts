// Memory estimates against published compiler logs (edgetpu-compiler.md b and h). The logged nets were quantised per
// tensor; the samples have a scale per channel, so the former are compared with `isPerTensor`.

import { describe, expect, it } from 'vitest';
import { operatorsBetweenDepths } from '../graph/index.ts';
import { estimateSegment } from './segment-cost.ts';
import { allOperators, planSample } from './testing/planned-model.ts';
import type { PlannedModel } from './testing/planned-model.ts';
import type { DeviceSpec } from './types.ts';

const MIB = 1024 * 1024;
const USB3: DeviceSpec = { link: 'usb3', clock: 'max', bus: 0 };

/** Streamed MiB of the part of a model from the operator with this name on, or behind it. */
function streamedMib(model: PlannedModel, namePart: string, position: 'from' | 'behind'): number {
  const { subgraph, graph, costs } = model;
  const edge = subgraph.operators.find((op) =>
    subgraph.tensors[op.outputs[0]!]!.name.includes(namePart),
  )!;
  const firstDepth = graph.depth[edge.index]! + (position === 'behind' ? 1 : 0);
  const operators = operatorsBetweenDepths(graph, firstDepth, graph.depthCount - 1);
  return estimateSegment(graph, costs, { operators, device: USB3 }).streamedBytes / MIB;
}

describe('streamed bytes of ResNet suffixes', () => {
  it.each([
    ['resnet50', 'the last two blocks', 'conv5_block1_out', 3.01],
    ['resnet50', 'conv5_1', 'conv4_block6_out', 8.78],
    ['resnet50', 'conv4_6', 'conv4_block5_out', 9.85],
    ['resnet50', 'conv4_5', 'conv4_block4_out', 10.92],
    ['resnet50', 'five conv4 blocks', 'conv4_block1_out', 14.12],
    ['resnet101', 'five conv4 blocks', 'conv4_block18_out', 14.12],
    ['resnet101', 'ten conv4 blocks', 'conv4_block13_out', 19.46],
    ['resnet101', 'fifteen conv4 blocks', 'conv4_block8_out', 24.81],
    ['resnet101', 'twenty conv4 blocks', 'conv4_block3_out', 30.15],
  ])('%s from %s on', async (...row) => {
    const [name, , behind, loggedMib] = row;
    const model = await planSample(name, { isPerTensor: true, budgetBytes: 7.6 * MIB });
    expect(Math.abs(streamedMib(model, behind, 'behind') - loggedMib)).toBeLessThan(0.006);
  });

  it('do not change with the budget between 7.52 and 7.76 MiB', async () => {
    for (const budgetMib of [7.53, 7.75]) {
      const model = await planSample('resnet50', {
        isPerTensor: true,
        budgetBytes: budgetMib * MIB,
      });
      expect(streamedMib(model, 'conv4_block6_out', 'behind')).toBeCloseTo(8.781, 3);
    }
  });
});

describe('streamed bytes of Xception suffixes', () => {
  it.each([
    [13, 1.97],
    [12, 3.57],
    [10, 6.79],
    [8, 10.26],
    [6, 14.02],
  ])('from block %i on', async (block, loggedMib) => {
    const model = await planSample('xception', { isPerTensor: true, budgetBytes: 6.9 * MIB });
    expect(Math.abs(streamedMib(model, `block${block}_sepconv1`, 'from') - loggedMib)).toBeLessThan(
      0.006,
    );
  });
});

describe('compiled parameter totals', () => {
  // edgetpu-compiler.md (h), MiB with int8 weights per tensor and per channel. There dense layers count as per channel
  // too and every layer has a bias; the samples have dense layers per tensor and some biases of zeros (VGG-16).
  it.each([
    ['mobilenet_v1', 4.21, 4.29],
    ['mobilenet_v2', 3.72, 3.85],
    ['inception_v3', 23.36, 23.5],
    ['resnet50', 24.48, 24.68],
    ['resnet101', 42.64, 43.04],
    ['resnet152', 57.6, 58.18],
    ['xception', 23.24, 23.63],
    ['densenet121', 8.64, 8.71],
    ['densenet201', 22.08, 22.21],
    ['vgg16', 132.08, 132.11],
  ])('%s: %f MiB per tensor, %f MiB per channel', async (name, perTensorMib, perChannelMib) => {
    const totalMib = async (isPerTensor: boolean): Promise<number> => {
      const { graph, costs } = await planSample(name, { isPerTensor });
      const operators = allOperators(graph);
      return estimateSegment(graph, costs, { operators, device: USB3 }).compiledParamBytes / MIB;
    };
    expect(Math.abs((await totalMib(true)) - perTensorMib)).toBeLessThan(0.06);
    expect(Math.abs((await totalMib(false)) - perChannelMib)).toBeLessThan(0.06);
  });

  it('of DenseNet-201 include 32 streamed bytes for every channel of an unfused normalisation', async () => {
    const { costs } = await planSample('densenet201');
    const constants = costs.operators.filter((cost) => cost.neverCachedBytes > 0);
    expect(new Set(constants.map(({ kind }) => kind))).toEqual(new Set(['MUL', 'ADD']));
    expect(constants.every((cost) => cost.neverCachedBytes === cost.compiledParamBytes)).toBe(true);
    expect(constants.every((cost) => cost.onChipBytes === 0)).toBe(true);
  });
});
