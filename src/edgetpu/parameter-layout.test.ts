import { describe, expect, it } from 'vitest';
import type { Tensor } from '../tflite/index.ts';
import type { LayerClass, LayerShape } from './layer-shape.ts';
import { fileChannels, headerBytesOf, layerLayout } from './parameter-layout.ts';
import { ssdSequences } from './testing/ssd-sequences.ts';
import type { SsdOperator } from './testing/ssd-sequences.ts';

function weights(type: Tensor['type'], scaleCount: number): Tensor {
  const scales = Array.from({ length: scaleCount }, () => 0.5);
  return {
    index: 0,
    name: 'weights',
    type,
    shape: [],
    isDynamic: false,
    isVariable: false,
    bufferIndex: 1,
    data: new Uint8Array(1),
    byteLength: 1,
    quantization: { scales, zeroPoints: scales.map(() => 0), axis: 0 },
  };
}

function layer(layerClass: LayerClass, change: Partial<LayerShape>): LayerShape {
  return {
    layerClass,
    outputChannels: 64,
    inputChannels: 4,
    mapChannels: change.inputChannels ?? 4,
    kernelPositions: change.taps ?? 1,
    taps: 1,
    macPositions: 1,
    weights: weights('INT8', 64),
    hasBias: true,
    ...change,
  };
}

describe('headerBytesOf', () => {
  it.each<[Tensor['type'], number, boolean, boolean, number]>([
    ['UINT8', 1, true, false, 4],
    ['UINT8', 1, false, false, 0],
    ['INT8', 1, true, false, 4],
    ['INT8', 64, true, false, 12],
    ['INT8', 64, false, false, 8],
    ['INT8', 64, true, true, 4],
    ['INT8', 64, false, true, 0],
  ])('%s with %i scales, bias %s, taken as per tensor %s: %i', (...row) => {
    const [type, scaleCount, hasBias, isPerTensor, expected] = row;
    expect(headerBytesOf(weights(type, scaleCount), hasBias, isPerTensor)).toBe(expected);
  });
});

describe('layerLayout', () => {
  it.each([
    ['1', 16],
    ['16', 16],
    ['17', 32],
    ['64', 64],
    ['65', 128],
  ])('stores %s output channels as %i', (channels, stored) => {
    expect(fileChannels(Number(channels))).toBe(stored);
  });

  it('pads a narrow convolution to 64 channels on chip, but not in the file', () => {
    const layout = layerLayout(layer('conv', { outputChannels: 24, inputChannels: 3, taps: 9 }), 4);
    expect(layout).toMatchObject({
      compiledParamBytes: 32 * (4 + 9 * 4),
      onChipBytes: 64 * (4 + 9 * 4),
    });
  });

  it('keeps a depthwise layer as it is in the file', () => {
    const bytes = 148 * (12 + 4 * 9);
    expect(
      layerLayout(layer('depthwise', { outputChannels: 146, mapChannels: 146, taps: 9 }), 12),
    ).toMatchObject({
      compiledParamBytes: bytes,
      onChipBytes: bytes,
    });
  });

  it('stores a depthwise layer with one input channel as a convolution', () => {
    const change = { outputChannels: 8, inputChannels: 1, mapChannels: 1, taps: 49 };
    expect(layerLayout(layer('depthwise', change), 8)).toEqual(
      layerLayout(layer('conv', change), 8),
    );
  });

  it.each([
    // edgetpu-compiler.md b.2: measured limits of a 64-channel group.
    ['a dense layer with 4,096 inputs', 4096, 1, true],
    ['a dense layer with 8,192 inputs', 8192, 1, false],
    ['a dense layer with 16,384 inputs', 16384, 1, false],
    ['a 3x3 convolution of 642 channels', 642, 9, true],
    ['a 3x3 convolution of 1,024 channels', 1024, 9, false],
  ])('says whether a tile holds a group of %s', (_, inputChannels, taps, groupFitsTile) => {
    expect(layerLayout(layer('dense', { inputChannels, taps }), 4).groupFitsTile).toBe(
      groupFitsTile,
    );
  });
});

/** Feature maps that the six box and class heads read, by the name of the layer that makes them. */
const HEAD_SOURCES = {
  ssd_mobilenet_v1: ['pw11', 'pw13', '2_2', '2_3', '2_4', '2_5'],
  ssd_mobilenet_v2: ['ec13/exp', 'Conv_1', '2_2', '2_3', '2_4', '2_5'],
} as const;

const COCO_IMAGE_CHANNELS = 3;

describe.each(['ssd_mobilenet_v1', 'ssd_mobilenet_v2'] as const)('the layers of %s', (name) => {
  const sequence = ssdSequences()[name];
  const layers = new Map<string, { operator: SsdOperator; compiledParamBytes: number }>();
  let channels = COCO_IMAGE_CHANNELS;
  const channelsOf = new Map<string, number>();
  for (const operator of sequence.operators) {
    const head = /^(?:box|cls)(\d)$/.exec(operator.name);
    const from = head ? channelsOf.get(HEAD_SOURCES[name][Number(head[1])]!)! : channels;
    const isDepthwise = operator.kind === 'DEPTHWISE_CONV_2D';
    const isThreeByThree =
      isDepthwise || channels === COCO_IMAGE_CHANNELS || operator.name.startsWith('2_');
    const positions = isThreeByThree ? 9 : 1;
    // Biases have 4 bytes per channel, weights one byte each.
    const outputChannels = operator.rawBytes / (4 + positions * (isDepthwise ? 1 : from));
    const shape = layer(isDepthwise ? 'depthwise' : 'conv', {
      outputChannels,
      inputChannels: isDepthwise ? 1 : from,
      mapChannels: from,
      // The last extra layer goes from 2x2 to 1x1 and loses 5 of its 9 taps.
      taps: operator.name === '2_5' ? 4 : positions,
      weights: weights('UINT8', 1),
    });
    layers.set(operator.name, {
      operator,
      compiledParamBytes: layerLayout(shape, headerBytesOf(shape.weights, shape.hasBias))
        .compiledParamBytes,
    });
    channelsOf.set(operator.name, outputChannels);
    if (!head) channels = outputChannels;
  }

  it('have whole numbers of channels when read from their raw bytes', () => {
    expect([...channelsOf.values()].every(Number.isInteger)).toBe(true);
  });

  it('have the compiled bytes of the vendor’s files, each and per segment', () => {
    for (const { operator, compiledParamBytes } of layers.values()) {
      expect([operator.name, compiledParamBytes]).toEqual([operator.name, operator.compiledBytes]);
    }
    for (const split of Object.values(sequence.splits)) {
      const sizes = [...layers.values()].map(({ compiledParamBytes }) => compiledParamBytes);
      const sums = split.operators.map((count) =>
        sizes.splice(0, count).reduce((a, b) => a + b, 0),
      );
      expect(sums).toEqual(split.compiledBytes);
    }
  });
});
