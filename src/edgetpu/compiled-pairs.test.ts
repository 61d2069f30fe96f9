// Predicted parameter bytes of every uncompiled real model against those inside its compiled twin. The differences below
// are allowed by name (README of the real models) and no others.

import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { realModelFiles } from '../tflite/testing/models.ts';
import { parameterBytes, readPackage } from './package/index.ts';
import { planModel } from './testing/planned-model.ts';

/** An old compiler's SOFTMAX over 1,001 classes. */
const SOFTMAX_BYTES = 48_256;
/** CONCATENATION with rescale. */
const RESCALE_BYTES = 192;

interface Pair {
  readonly name: string;
  /** Parameter bytes in the compiled file, cached and streamed. */
  readonly compiled: number;
  /** What the rule gives. */
  readonly rule: number;
}

const PAIRS: readonly Pair[] = [
  { name: 'mobilenet_v2_1.0_224_quant', compiled: 3_900_864, rule: 3_900_864 },
  { name: 'mobilenet_edgetpu_0.75_224_post_training_quant', compiled: 3_740_736, rule: 3_740_736 },
  {
    name: 'posenet_mobilenet_v1_075_353_481_16_quant_decoder',
    compiled: 1_444_608,
    rule: 1_444_608,
  },
  { name: 'dense_256', compiled: 67_584, rule: 67_584 },
  { name: 'deeplabv3_mnv2_dm05_pascal_quant', compiled: 766_720, rule: 766_720 },
  { name: 'mobilenet_v1_0.25_128_quant', compiled: 566_912, rule: 566_912 - SOFTMAX_BYTES },
  { name: 'mobilenet_v1_0.5_160_quant', compiled: 1_473_280, rule: 1_473_280 - SOFTMAX_BYTES },
  { name: 'bright_16x16', compiled: 8_384, rule: 8_384 - RESCALE_BYTES },
  { name: 'bright_128x128', compiled: 524_480, rule: 524_480 - RESCALE_BYTES },
  { name: 'gabor_64x64_p4', compiled: 3_200, rule: 3_264 },
  { name: 'looming_64x64_3x3', compiled: 1_024, rule: 1_152 },
  { name: 'color_red_64x64', compiled: 132_416, rule: 131_136 },
];

const FILES = new Map(realModelFiles().map((file) => [file.name, file]));

describe('compiled parameter bytes', () => {
  it('are looked at for every real model that comes with a compiled twin', () => {
    const names = [...FILES.values()]
      .filter((file) => FILES.has(`${file.name}_edgetpu`))
      .map(({ name }) => name);
    expect(names.sort()).toEqual(PAIRS.map(({ name }) => name).sort());
  });

  for (const { name, compiled, rule } of PAIRS) {
    const file = FILES.get(name);
    const twin = FILES.get(`${name}_edgetpu`);
    const skip = file?.skip ?? twin?.skip ?? null;
    it.skipIf(skip !== null)(
      `of ${name} are ${rule}, ${compiled} in the compiled twin${skip ? ` (${skip})` : ''}`,
      () => {
        const { costs } = planModel(file!.load());
        const predicted = costs.operators.reduce(
          (bytes, cost) => bytes + cost.compiledParamBytes,
          0,
        );
        expect(predicted).toBe(rule);
        const { cachedBytes, streamedBytes } = parameterBytes(
          unwrap(readPackage(twin!.load())).package,
        );
        expect(cachedBytes + streamedBytes).toBe(compiled);
      },
    );
  }

  it('of DeepLab leave out the two convolutions that run on the CPU', () => {
    const { costs } = planModel(FILES.get('deeplabv3_mnv2_dm05_pascal_quant')!.load());
    const onCpu = costs.operators.filter((cost) => cost.kind === 'CONV_2D' && !cost.runsOnEdgeTpu);
    expect(onCpu).toHaveLength(2);
    expect(onCpu.every((cost) => cost.compiledParamBytes === 0 && cost.paramBytes > 0)).toBe(true);
  });
});
