import { describe, expect, it } from 'vitest';
import { operatorCosts } from './operator-costs.ts';
import { sketchModel, sketchOperator } from './testing/hand-built.ts';
import type { TensorSketch } from './testing/hand-built.ts';
import { planSample } from './testing/planned-model.ts';

const BIAS = (channels: number, fill = 1): TensorSketch => ({
  shape: [channels],
  type: 'INT32',
  fill,
});

describe('operatorCosts of one operator', () => {
  it('counts a 3x3 convolution with a scale per channel', () => {
    const { cost } = sketchOperator('CONV_2D', { padding: 'SAME', strideH: 1, strideW: 1 }, [
      { shape: [1, 32, 32, 6] },
      { shape: [70, 3, 3, 6], fill: 1, scaleCount: 70 },
      BIAS(70),
      { shape: [1, 32, 32, 70] },
    ]);
    expect(cost).toMatchObject({
      paramBytes: 70 * 54 + 280,
      splitterBytes: 70 * 54 + 280,
      compiledParamBytes: 128 * (12 + 9 * 8),
      onChipBytes: 128 * (12 + 9 * 8),
      neverCachedBytes: 0,
      fitsTile: true,
      outputPositions: 1024,
      macs: 1024 * 9 * 70 * 6,
      paddedConvMacs: 1024 * 9 * 128 * 8,
      paddedDepthwiseMacs: 0,
      paddedDenseMacs: 0,
      outputBytes: 1024 * 70,
      mapBytes: 1024 * 76,
      isConvolution: true,
      isLargeConv: true,
      isDepthwise: false,
      runsOnEdgeTpu: true,
      refusal: null,
    });
  });

  it('counts only the taps that can meet the input in parameters, but all of them in work', () => {
    const { cost } = sketchOperator('CONV_2D', { padding: 'SAME', strideH: 2, strideW: 2 }, [
      { shape: [1, 2, 2, 128] },
      { shape: [128, 3, 3, 128], fill: 1 },
      BIAS(128),
      { shape: [1, 1, 1, 128] },
    ]);
    expect(cost.compiledParamBytes).toBe(128 * (4 + 4 * 128));
    expect(cost.paddedConvMacs).toBe(9 * 128 * 128);
  });

  it('counts a depthwise layer on its output channels', () => {
    const { cost } = sketchOperator('DEPTHWISE_CONV_2D', { padding: 'SAME', depthMultiplier: 2 }, [
      { shape: [1, 8, 8, 5] },
      { shape: [1, 3, 3, 10], fill: 1, scaleCount: 10 },
      BIAS(10),
      { shape: [1, 8, 8, 10] },
    ]);
    expect(cost).toMatchObject({
      compiledParamBytes: 12 * (12 + 4 * 9),
      onChipBytes: 12 * (12 + 4 * 9),
      macs: 64 * 9 * 10,
      paddedDepthwiseMacs: 64 * 9 * 64,
      paddedConvMacs: 0,
      isDepthwise: true,
      isConvolution: true,
      isLargeConv: false,
    });
  });

  it('counts a dense layer as one position', () => {
    const { cost } = sketchOperator('FULLY_CONNECTED', {}, [
      { shape: [1, 10] },
      { shape: [100, 10], fill: 1 },
      BIAS(100),
      { shape: [1, 100] },
    ]);
    expect(cost).toMatchObject({
      compiledParamBytes: 128 * (4 + 12),
      macs: 1000,
      paddedDenseMacs: 128 * 12,
      outputPositions: 1,
      isConvolution: false,
    });
  });

  it('counts a transposed convolution at its input positions', () => {
    const { cost } = sketchOperator('TRANSPOSE_CONV', { padding: 'SAME', strideH: 2, strideW: 2 }, [
      { shape: [4], type: 'INT32', values: [1, 16, 16, 8] },
      { shape: [8, 3, 3, 16], fill: 1 },
      { shape: [1, 8, 8, 16] },
      { shape: [1, 16, 16, 8] },
    ]);
    expect(cost).toMatchObject({
      runsOnEdgeTpu: true,
      paramBytes: 16 + 8 * 9 * 16,
      compiledParamBytes: 16 * (9 * 16),
      macs: 64 * 9 * 8 * 16,
      isConvolution: true,
    });
  });

  it('leaves out a bias of zeros', () => {
    const conv = (fill: number): number =>
      sketchOperator('CONV_2D', {}, [
        { shape: [1, 4, 4, 16] },
        { shape: [16, 1, 1, 16], fill: 1 },
        BIAS(16, fill),
        { shape: [1, 4, 4, 16] },
      ]).cost.compiledParamBytes;
    expect(conv(1) - conv(0)).toBe(16 * 4);
  });

  it.each([
    ['a constant per channel', { shape: [24], fill: 1 }, 16 * 24],
    ['a constant per channel with leading ones', { shape: [1, 1, 1, 24], fill: 1 }, 16 * 24],
    ['a scalar', { shape: [], fill: 1 }, 0],
    ['a constant per element, as stored', { shape: [1, 4, 4, 24], fill: 1 }, 384],
    ['no constant', { shape: [1, 4, 4, 24] }, 0],
  ])('never caches what a MUL needs for %s', (_, operand, bytes) => {
    const { cost } = sketchOperator('MUL', {}, [
      { shape: [1, 4, 4, 24] },
      operand,
      { shape: [1, 4, 4, 24] },
    ]);
    expect(cost).toMatchObject({
      compiledParamBytes: bytes,
      neverCachedBytes: bytes,
      onChipBytes: 0,
    });
  });

  it('counts constants that become no parameters only as stored', () => {
    const { cost } = sketchOperator('RESHAPE', {}, [
      { shape: [1, 2, 2, 4] },
      { shape: [2], type: 'INT32', values: [1, 16] },
      { shape: [1, 16] },
    ]);
    expect(cost).toMatchObject({ paramBytes: 8, splitterBytes: 8, compiledParamBytes: 0, macs: 0 });
  });

  it('gives a custom operator no bytes in the splitter and no cost on the device', () => {
    const { model, cost } = sketchOperator('CUSTOM', {}, [
      { shape: [1, 2, 2, 4] },
      { shape: [100], fill: 3 },
      { shape: [1, 16] },
    ]);
    expect(cost).toMatchObject({
      paramBytes: 100,
      splitterBytes: 0,
      compiledParamBytes: 0,
      runsOnEdgeTpu: false,
    });
    expect(model.costs.hasCpuPart).toBe(true);
  });

  it('gives a convolution on the CPU its work but no cost on the device', () => {
    const { cost } = sketchOperator('CONV_2D', { dilationH: 2 }, [
      { shape: [1, 4, 4, 16] },
      { shape: [16, 3, 3, 16], fill: 1 },
      BIAS(16),
      { shape: [1, 4, 4, 16] },
    ]);
    expect(cost.runsOnEdgeTpu).toBe(false);
    expect(cost).toMatchObject({
      compiledParamBytes: 0,
      onChipBytes: 0,
      neverCachedBytes: 0,
      paddedConvMacs: 0,
    });
    expect(cost.macs).toBe(16 * 9 * 256);
    expect(cost.outputBytes).toBe(256);
  });

  it.each([
    // The largest square dense layer seen cached has 2,688 units (edgetpu-performance.md section 1).
    ['fits', 2688, true],
    ['fills more than the chip', 3072, false],
    ['has groups larger than a tile', 8192, false],
  ])('says that a dense layer %s (%i x %i)', (_, size, fitsTile) => {
    const { cost } = sketchOperator('FULLY_CONNECTED', {}, [
      { shape: [1, size] },
      { shape: [size, size], fill: 1 },
      BIAS(size),
      { shape: [1, size] },
    ]);
    expect(cost.fitsTile).toBe(fitsTile);
  });
});

describe('operatorCosts of whole models', () => {
  // Published multiply-accumulates: edgetpu-performance.md section 2 (MMACs column).
  it.each([
    ['mobilenet_v1', 568.7],
    ['mobilenet_v2', 300.8],
    ['inception_v4', 12_250],
    ['inception_v3', 5713],
    ['resnet50', 3858],
    ['vgg19', 19_630],
    ['conv5_f442', 28_860],
  ])('%s needs %f million multiply-accumulates', async (name, millions) => {
    const { costs } = await planSample(name);
    const macs = costs.operators.reduce((sum, cost) => sum + cost.macs, 0);
    expect(Math.abs(macs / 1e6 / millions - 1)).toBeLessThan(0.005);
  });

  it.each(['mobilenet_v2', 'resnet50', 'densenet121', 'nasnet_mobile', 'xception'])(
    'the Edge TPU runs all of %s',
    async (name) => {
      const { costs } = await planSample(name);
      expect(costs.operators.filter((cost) => !cost.runsOnEdgeTpu)).toEqual([]);
      expect(costs.hasCpuPart).toBe(false);
    },
  );

  it('take a fixed budget when one is given', () => {
    const { subgraph, graph, costs } = sketchModel({
      tensors: [{ shape: [1, 2, 2, 4] }, { shape: [1, 2, 2, 4] }],
      operators: [{ kind: 'RELU', inputs: [0], outputs: [1] }],
      inputs: [0],
      outputs: [1],
    });
    expect('budgetBytes' in costs).toBe(false);
    expect(operatorCosts(subgraph, graph, { budgetBytes: 1000 }).budgetBytes).toBe(1000);
  });
});
