import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ok, unwrap } from '../base/index.ts';
import type { Progress } from '../base/index.ts';
import { cutSegment, planCut } from '../segment/index.ts';
import { readModel } from '../tflite/index.ts';
import { loadFixture } from '../tflite/testing/models.ts';
import { verifyCut, verifySegments } from './index.ts';
import type { CpuRuntime, VerifyContext, VerifyRequest } from './index.ts';
import { createNodeCpuRuntime } from './node.ts';
import { planTestModel } from './testing/planned-cut.ts';

let runtime: CpuRuntime;
beforeAll(async () => {
  runtime = unwrap(await createNodeCpuRuntime());
});

/** MobileNet in three segments, as files. */
function cutMobileNet(): { readonly model: Uint8Array; readonly files: readonly Uint8Array[] } {
  const bytes = loadFixture('mobilenet_v1_0.25_128_quant');
  const { model, cutsFor } = planTestModel(bytes);
  const [result] = cutsFor(3, ['balanced']);
  const cuts = result ? unwrap(result).cuts : [];
  return { model: bytes, files: cuts.map((cut) => unwrap(cutSegment(model, cut)).bytes) };
}

function requestFor(model: Uint8Array, files: readonly Uint8Array[]): VerifyRequest {
  const loadSegment = (index: number) => ok(files[index] ?? new Uint8Array());
  return { model, segmentCount: files.length, loadSegment, seed: 1 };
}

/** A view on the weights of a file's dense layer; null where it has none. */
function weightsOf(file: Uint8Array): Uint8Array | null {
  const subgraph = unwrap(readModel(file)).subgraphs[0];
  const dense = subgraph?.operators.find(({ kind }) => kind === 'FULLY_CONNECTED');
  return subgraph?.tensors[dense?.inputs[1] ?? -1]?.data ?? null;
}

describe('verifying', () => {
  test('finds a good cut equal, output by output', async () => {
    const { model, files } = cutMobileNet();
    const result = unwrap(await verifySegments(runtime, requestFor(model, files)));
    expect(result).toMatchObject({
      isEqual: true,
      segmentCount: 3,
      outputCount: 1,
      outputBytes: 1001,
      differingBytes: 0,
      largestDifference: 0,
      remark: null,
      leftOut: { operatorCount: 0, unsupported: [] },
    });
  });

  test('finds one changed weight, says where and by how much', async () => {
    const bytes = loadFixture('dense_256');
    const { model, cutsFor } = planTestModel(bytes);
    const [result] = cutsFor(2, ['balanced']);
    const cuts = result ? unwrap(result).cuts : [];
    const files = cuts.map((cut) => unwrap(cutSegment(model, cut)).bytes);
    const dense = files.find((file) => weightsOf(file) !== null) ?? new Uint8Array();
    const weights = weightsOf(dense);
    // Row 7 of the 256 × 256 weights makes output 7.
    weights?.fill(127, 7 * 256, 8 * 256);
    const verification = unwrap(await verifySegments(runtime, requestFor(bytes, files)));
    expect(verification).toMatchObject({
      isEqual: false,
      differingBytes: 1,
      outputs: [{ differingElements: 1, firstDifference: { elementIndex: 7 } }],
    });
    const difference = verification.outputs[0]?.firstDifference;
    const distance = Math.abs((difference?.actual ?? 0) - (difference?.expected ?? 0));
    expect(distance).toBeGreaterThan(0);
    expect(verification.largestDifference).toBe(distance);
  });

  test.each([
    ['one is missing', [0, 2]],
    ['their order is wrong', [1, 0, 2]],
    ['the last one is missing', [0, 1]],
  ])('reports a broken chain where %s', async (_, order) => {
    const { model, files } = cutMobileNet();
    const wrong = order.flatMap((index) => files[index] ?? []);
    const result = await verifySegments(runtime, requestFor(model, wrong));
    expect(result).toMatchObject({ ok: false, failure: { code: 'cpu/chain-broken' } });
  });

  test('reports a segment of another size as no part of this model', async () => {
    const { model, files } = cutMobileNet();
    const whole = [loadFixture('mobilenet_v1_0.25_128_quant'), ...files];
    expect(unwrap(await verifySegments(runtime, requestFor(model, whole))).isEqual).toBe(true);
    const broken = [new TextEncoder().encode('not a model'), ...files];
    const result = await verifySegments(runtime, requestFor(model, broken));
    expect(result).toMatchObject({ ok: false, failure: { code: 'tflite/not-a-model' } });
  });

  test('tells how far it is and stops between segments when cancelled', async () => {
    const { model, files } = cutMobileNet();
    const seen: Progress[] = [];
    const context: VerifyContext = {
      onProgress: (progress) => void seen.push(progress),
      isCancelled: () => seen.length >= 3,
    };
    const result = await verifySegments(runtime, requestFor(model, files), context);
    expect(result).toMatchObject({ ok: false, failure: { code: 'cpu/cancelled' } });
    expect(seen.map(({ done, total }) => [done, total])).toEqual([
      [0, 4],
      [1, 4],
      [2, 4],
    ]);
  });
});

describe('what the interpreter lacks', () => {
  const posenet = (): Uint8Array =>
    new Uint8Array(
      readFileSync('public/samples/posenet_mobilenet_v1_075_353_481_16_quant_decoder.tflite'),
    );

  test("PoseNet's decoder is left out on both sides: compared up to its inputs, and said so", async () => {
    const { model, cutsFor } = planTestModel(posenet());
    const [result] = cutsFor(2, ['balanced']);
    const cuts = result ? unwrap(result).cuts : [];
    const verification = unwrap(await verifyCut(runtime, { model, cuts, seed: 3 }));
    expect(verification).toMatchObject({
      isEqual: true,
      outputCount: 3,
      leftOut: { operatorCount: 1, unsupported: ['PosenetDecoderOp'] },
      remark: expect.stringContaining('up to its inputs') as string,
    });
  });

  test('segments after a left-out operator are left out as far as they depend on it', async () => {
    const bytes = posenet();
    const { model, cutsFor } = planTestModel(bytes);
    const [result] = cutsFor(1, ['single']);
    const operators = (result ? unwrap(result).plan.segments[0]?.operators : []) ?? [];
    const [subgraph] = model.subgraphs;
    const segments = [{ operators: operators.slice(0, -1) }, { operators: operators.slice(-1) }];
    const cuts = subgraph ? unwrap(planCut(subgraph, { modelName: 'pose', segments })) : [];
    const verification = unwrap(await verifyCut(runtime, { model, cuts, seed: 3 }));
    expect(verification).toMatchObject({ isEqual: true, segmentCount: 2, outputCount: 3 });
  });

  test("DeepLab's 64-bit output gets the same CAST on both sides", async () => {
    const { model, cutsFor } = planTestModel(loadFixture('deeplabv3_mnv2_dm05_pascal_quant'));
    const [result] = cutsFor(2, ['balanced']);
    const cuts = result ? unwrap(result).cuts : [];
    const verification = unwrap(await verifyCut(runtime, { model, cuts, seed: 3 }));
    expect(verification.isEqual).toBe(true);
    expect(verification.outputs).toMatchObject([{ type: 'int32', bytes: 513 * 513 * 4 }]);
    expect(verification.remark).toContain('CAST');
  });

  test('a compiled model has nothing to compare', async () => {
    const model = loadFixture('dense_256_edgetpu');
    const result = await verifySegments(runtime, requestFor(model, [model]));
    expect(result).toMatchObject({ ok: false, failure: { code: 'cpu/nothing-to-compare' } });
  });
});
