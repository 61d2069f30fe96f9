// The proof that matters: every real model, every strategy, byte for byte.
import { beforeAll, describe, expect, test } from 'vitest';
import { unwrap } from '../base/index.ts';
import { COMPARED_STRATEGIES } from '../partition/index.ts';
import { uncompiledFiles } from '../tflite/testing/models.ts';
import { verifyCut } from './index.ts';
import type { CpuRuntime } from './index.ts';
import { createNodeCpuRuntime } from './node.ts';
import { planTestModel } from './testing/planned-cut.ts';

/** Ends that a strategy may come to on these small models; anything else is a fault. */
const ALLOWED_FAILURES = [
  'partition/compiler-crashes',
  'partition/vendor-finds-nothing',
  'partition/too-many-devices',
];

/** Files of which something is compared in another form, and no others. */
const REMARKS: Readonly<Record<string, string>> = {
  posenet_mobilenet_v1_075_353_481_16_quant_decoder: 'PosenetDecoderOp',
  deeplabv3_mnv2_dm05_pascal_quant: 'CAST',
};

let runtime: CpuRuntime;
beforeAll(async () => {
  runtime = unwrap(await createNodeCpuRuntime());
});

describe.each(uncompiledFiles())('$name', ({ name, skip, load }) => {
  test.skipIf(skip !== null).each([2, 3, 4])(
    'cut for %i devices with every strategy computes the same as the whole',
    async (deviceCount) => {
      const { model, cutsFor } = planTestModel(load());
      const outcomes = cutsFor(deviceCount, COMPARED_STRATEGIES);
      let verified = 0;
      for (const outcome of outcomes) {
        if (!outcome.ok) {
          expect(ALLOWED_FAILURES).toContain(outcome.failure.code);
          expect(outcome.failure.message.length).toBeGreaterThan(20);
          continue;
        }
        const { strategy, cuts } = outcome.value;
        const result = unwrap(await verifyCut(runtime, { model, cuts, seed: deviceCount }));
        expect([strategy, result.isEqual, result.differingBytes]).toEqual([strategy, true, 0]);
        const remark = REMARKS[name];
        if (remark === undefined) expect(result.remark).toBeNull();
        else expect(result.remark).toContain(remark);
        verified++;
      }
      // One device and `hybrid` always have a plan.
      expect(verified).toBeGreaterThanOrEqual(2);
    },
    120_000,
  );
});
