import { ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { cutSegment, referenceFile } from '../segment/index.ts';
import type { SegmentCut } from '../segment/index.ts';
import type { Model } from '../tflite/index.ts';
import type { CpuRuntime } from './types.ts';
import type { Verification, VerifyContext } from './verify-types.ts';
import { verifySegments } from './verify.ts';

export interface VerifyCutRequest {
  readonly model: Model;
  /** What `planCut` made of the plan. */
  readonly cuts: readonly SegmentCut[];
  readonly seed: number;
}

/** Verifies a cut that is not written to files: each segment is made when its turn comes. Fails as `verifySegments` does. */
export function verifyCut(
  runtime: CpuRuntime,
  { model, cuts, seed }: VerifyCutRequest,
  context: VerifyContext = {},
): Promise<Result<Verification>> {
  const reference = referenceFile(model, cuts);
  if (!reference.ok) return Promise.resolve(reference);
  const loadSegment = (segmentIndex: number): Result<Uint8Array> => {
    const cut = cuts[segmentIndex];
    if (cut === undefined) throw new Error('Broken invariant: a cut has its segments');
    const file = cutSegment(model, cut);
    return file.ok ? ok(file.value.bytes) : file;
  };
  return verifySegments(
    runtime,
    { model: reference.value, segmentCount: cuts.length, loadSegment, seed },
    context,
  );
}
