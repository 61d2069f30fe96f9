// Files that a person may drop by mistake, each with what the page has to say about it.
import { buildFile, buildModel } from '../../src/tflite/testing/build-model.ts';
import type { GraphSpec } from '../../src/tflite/testing/build-model.ts';
import { fixture } from './reef-page.ts';

/** A convolution from input to output, in one element type. */
function convolution(type: 'FLOAT32' | 'INT8', signature?: readonly number[]): GraphSpec {
  const scale = type === 'INT8' ? { scales: [0.5], zeroPoints: [0] } : {};
  const bytes = type === 'INT8' ? 1 : 4;
  return {
    tensors: [
      { name: 'in', type, shape: [1, 8, 8, 3], ...scale, ...(signature && { signature }) },
      { name: 'w', type, shape: [4, 1, 1, 3], data: new Uint8Array(12 * bytes), ...scale },
      { name: 'out', type, shape: [1, 8, 8, 4], ...scale },
    ],
    operators: [
      {
        kind: 'CONV_2D',
        inputs: [0, 1, -1],
        outputs: [2],
        options: 'Conv2D',
        fields: { stride_w: 1, stride_h: 1 },
      },
    ],
    inputs: [0],
    outputs: [2],
  };
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** Not models at all, or damaged: nothing can be shown of them. */
export const UNREADABLE_FILES: readonly {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly says: RegExp;
}[] = [
  { what: 'an empty file', bytes: new Uint8Array(), says: /empty/ },
  { what: 'a text', bytes: text('just some words'), says: /not a TensorFlow Lite model/ },
  {
    what: 'a web page',
    bytes: text('<!doctype html><title>404</title>'),
    says: /looks like a web page/,
  },
  {
    what: 'a ZIP archive',
    bytes: Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0),
    says: /looks like a ZIP archive/,
  },
  {
    what: 'a model that was cut short',
    bytes: fixture('mobilenet_v1_0.25_128_quant.tflite').subarray(0, 200_000),
    says: /cut short|damaged/,
  },
  {
    what: 'a model with a wrong offset',
    bytes: withWrongOffset(fixture('bright_16x16.tflite')),
    says: /damaged|cut short/,
  },
];

/** Sound models that cannot be cut: shown, with their own answer. */
export const UNCUTTABLE_FILES: readonly {
  readonly what: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly headline: RegExp;
  readonly remedy: RegExp;
}[] = [
  {
    what: 'a float model',
    name: 'float.tflite',
    bytes: buildModel(convolution('FLOAT32')),
    headline: /Not quantised yet/,
    remedy: /full integer post-training quantisation/,
  },
  {
    what: 'a model with dynamic shapes',
    name: 'dynamic.tflite',
    bytes: buildModel(convolution('INT8', [-1, -1, -1, 3])),
    headline: /Shapes are not fixed yet/,
    remedy: /fixed input shape/,
  },
  {
    what: 'a compiled model',
    name: 'mobilenet_v1_0.25_128_quant_edgetpu.tflite',
    bytes: fixture('mobilenet_v1_0.25_128_quant_edgetpu.tflite'),
    headline: /Already compiled/,
    remedy: /uncompiled .tflite/,
  },
  {
    what: 'a model with two subgraphs',
    name: 'two.tflite',
    bytes: buildFile({ subgraphs: [convolution('INT8'), convolution('INT8')] }),
    headline: /Several graphs/,
    remedy: /one signature/,
  },
];

function withWrongOffset(model: Uint8Array): Uint8Array {
  const broken = new Uint8Array(model);
  // The root offset: the first four bytes of every flatbuffer.
  new DataView(broken.buffer).setUint32(0, 0x7fff_fff0, true);
  return broken;
}
