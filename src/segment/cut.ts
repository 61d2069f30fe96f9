import { assertExists, ok, type Result } from '../base/index.ts';
import { checkCuttable, writeModel, writeSegment, type Model } from '../tflite/index.ts';
import { planCut } from './plan-cut.ts';
import type { CutRequest, SegmentCut, SegmentFile } from './types.ts';

/**
 * Cuts a model into segment files. Weights are copied once, into the segment that reads them (a constant that several
 * segments read, into each). Fails as `checkCuttable` and `planCut` do, or with `tflite/unknown-options`.
 */
export function cutPlan(model: Model, request: CutRequest): Result<readonly SegmentFile[]> {
  const subgraph = checkCuttable(model);
  if (!subgraph.ok) return subgraph;
  const cuts = planCut(subgraph.value, request);
  if (!cuts.ok) return cuts;
  const files: SegmentFile[] = [];
  for (const cut of cuts.value) {
    const file = cutSegment(model, cut);
    if (!file.ok) return file;
    files.push(file.value);
  }
  return ok(files);
}

/** Writes one segment of a planned cut: for callers that want one file in memory at a time. */
export function cutSegment(model: Model, cut: SegmentCut): Result<SegmentFile> {
  const written = writeSegment(model, {
    operators: cut.operators,
    inputs: cut.inputs.map(({ tensorIndex }) => tensorIndex),
    outputs: cut.outputs.map(({ tensorIndex }) => tensorIndex),
    names: renamedIn(model, [cut]),
  });
  return written.ok ? ok({ ...cut, bytes: written.value }) : written;
}

/**
 * The whole model as a file whose tensor names match its segments': the model's own bytes, unless the cut had to name
 * tensors. What a verification compares the chained segments with.
 */
export function referenceFile(model: Model, cuts: readonly SegmentCut[]): Result<Uint8Array> {
  const names = renamedIn(model, cuts);
  return names.size === 0 ? ok(model.bytes) : writeModel(model, { names });
}

function renamedIn(model: Model, cuts: readonly SegmentCut[]): ReadonlyMap<number, string> {
  const tensors = assertExists(model.subgraphs[0], 'the model has a graph').tensors;
  const edges = cuts.flatMap((cut) => [...cut.inputs, ...cut.outputs]);
  const renamed = edges.filter(({ tensorIndex, name }) => tensors[tensorIndex]?.name !== name);
  return new Map(renamed.map(({ tensorIndex, name }) => [tensorIndex, name]));
}
