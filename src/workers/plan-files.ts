// What is made of a plan and the model's bytes: verification, bundle, single segments. Loaded when first asked for, so
// that the first view need not wait for it.
import { fail, ok } from '../base/index.ts';
import type { OnProgress, Result } from '../base/index.ts';
import { verifySegments } from '../cpu/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { planToJson } from '../partition/index.ts';
import type { Plan } from '../partition/index.ts';
import { createBundle, cutSegment, modelNameOf, planCut } from '../segment/index.ts';
import type { SegmentCut } from '../segment/index.ts';
import { checkCuttable } from '../tflite/index.ts';
import type { OpenedModel } from './open-model.ts';
import type { CutFile, VerifyReport } from './planner-api.ts';

/** A plan of the model whose bytes are at hand. */
export interface PlanOfModel {
  readonly opened: OpenedModel;
  readonly plan: Plan;
}

export interface VerifyMeans {
  readonly cpu: CpuRuntime;
  readonly seed: number;
  readonly onProgress: OnProgress;
  readonly now: () => number;
}

/** Chained segments against the whole model on one random input. Fails as `planCut` and `verifySegments` do. */
export async function verifyPlan(
  target: PlanOfModel,
  { cpu, seed, onProgress, now }: VerifyMeans,
): Promise<Result<VerifyReport>> {
  const cuts = planFiles(target);
  if (!cuts.ok) return cuts;
  const { model } = target.opened;
  const startMs = now();
  const request = {
    model: model.bytes,
    segmentCount: cuts.value.length,
    seed,
    loadSegment: (segmentIndex: number): Result<Uint8Array> =>
      writeSegment(target, cuts.value[segmentIndex]),
  };
  const found = await verifySegments(cpu, request, { onProgress });
  if (!found.ok) return found;
  const { isEqual, outputCount, outputBytes, differingBytes, largestDifference } = found.value;
  const { segmentCount, remark } = found.value;
  const cpuMs = now() - startMs;
  const differences = { differingBytes, largestDifference };
  return ok({ isEqual, outputCount, outputBytes, ...differences, segmentCount, remark, cpuMs });
}

/** One segment's file. Fails as `planCut` and `cutSegment` do, or with `segment/unknown`. */
export function segmentFileOf(target: PlanOfModel, segmentIndex: number): Result<CutFile> {
  const cuts = planFiles(target);
  if (!cuts.ok) return cuts;
  const cut = cuts.value[segmentIndex];
  const bytes = writeSegment(target, cut);
  return bytes.ok ? ok({ name: cut?.fileName ?? '', bytes: bytes.value }) : bytes;
}

/** The zip bundle of a plan that was made for these devices. */
export function bundleOf(
  target: PlanOfModel,
  devices: readonly DeviceSpec[],
  onProgress: OnProgress,
): Result<CutFile> {
  const cuts = planFiles(target);
  if (!cuts.ok) return cuts;
  const { model, graph, summary } = target.opened;
  const { fileName, sampleName, sha256, facts } = summary;
  const name = modelNameOf(fileName);
  const source = sampleName === null ? fileName : `sample:${sampleName}`;
  const request = {
    model: { name, bytes: facts.bytes, sha256, source },
    cuts: cuts.value,
    plan: planToJson(target.plan, graph, devices),
  };
  const bytes = createBundle(model, request, onProgress);
  if (!bytes.ok) return bytes;
  return ok({ name: `${name}_${String(cuts.value.length)}_segments.zip`, bytes: bytes.value });
}

function planFiles({ opened, plan }: PlanOfModel): Result<readonly SegmentCut[]> {
  const subgraph = checkCuttable(opened.model);
  if (!subgraph.ok) return subgraph;
  const modelName = modelNameOf(opened.summary.fileName);
  return planCut(subgraph.value, { modelName, segments: plan.segments });
}

function writeSegment(
  { opened }: PlanOfModel,
  cut: SegmentCut | undefined,
): Result<Uint8Array<ArrayBuffer>> {
  if (cut === undefined) {
    return fail({
      code: 'segment/unknown',
      message: 'This plan has no segment of that number.',
      hint: 'Choose a segment of the plan that is on show.',
    });
  }
  const file = cutSegment(opened.model, cut);
  return file.ok ? ok(file.value.bytes) : file;
}
