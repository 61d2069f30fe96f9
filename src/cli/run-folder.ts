// What "reef run" takes: a folder that "reef cut" wrote (or its plan.json), or a folder of compiled segments alone.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import { matchCompiled, PLAN_FILE } from '../segment/index.ts';
import type { SegmentCut } from '../segment/index.ts';
import { planCuts } from './commands/cut.ts';
import { isFolder, openCutFolder } from './cut-folder.ts';
import { findWholeModel } from './find-whole-model.ts';
import { readChecked } from './open-model.ts';

export interface RunFolder {
  /** Segments as they were cut, in pipeline order; null for a folder of compiled files alone. */
  readonly segments: readonly Uint8Array[] | null;
  /** Compiled segments in pipeline order; null where not every segment has one. */
  readonly compiled: readonly Uint8Array[] | null;
  /** Devices of each segment, by position in the plan. */
  readonly deviceIndices: readonly (readonly number[])[];
  readonly plan: { readonly segments: readonly { readonly stageMs: number }[] } | null;
  /** The whole model, to check outputs with; null where it is not known. */
  readonly model: Uint8Array | null;
}

/** Opens a folder or plan.json. `givenModel` replaces the place of the whole model that plan.json names. */
export async function openRunFolder(
  target: string,
  givenModel: string | undefined,
): Promise<Result<RunFolder>> {
  const folder = (await isFolder(target)) ? target : path.dirname(target);
  if (folder !== target && path.basename(target) !== PLAN_FILE) return fail(notRunnable(target));
  const plan = await openCutFolder(folder);
  if (!plan.ok) return folder === target ? openCompiledFolder(folder) : plan;
  const model = await findWholeModel(folder, plan.value.model, givenModel);
  if (!model.ok) return model;
  const cuts = planCuts(model.value, plan.value.segments);
  if (!cuts.ok) return cuts;
  const segments: Uint8Array[] = [];
  for (const file of plan.value.segmentFiles) {
    const bytes = await readChecked(path.join(folder, file));
    if (!bytes.ok) return bytes;
    segments.push(bytes.value);
  }
  const compiled = await readCompiled(folder, cuts.value);
  if (!compiled.ok) return compiled;
  return ok({
    segments,
    compiled: compiled.value,
    deviceIndices: plan.value.deviceIndices,
    plan: plan.value.expected,
    model: model.value.file.bytes,
  });
}

/** Compiled files in the folder, matched by tensors; null unless there is one for every segment. */
async function readCompiled(
  folder: string,
  cuts: readonly SegmentCut[],
): Promise<Result<readonly Uint8Array[] | null>> {
  const files = await readCompiledFiles(folder);
  if (!files.ok) return files;
  const { matched, missing } = matchCompiled(cuts, files.value);
  return ok(missing.length > 0 ? null : matched.map(({ bytes }) => bytes));
}

const COMPILED_NAME = /_edgetpu\.tflite$/;
const SEGMENT_NUMBER = /_segment_(\d+)_of_(\d+)_edgetpu\.tflite$/;

async function readCompiledFiles(
  folder: string,
): Promise<Result<{ name: string; bytes: Uint8Array }[]>> {
  const names = (await readdir(folder)).filter((name) => COMPILED_NAME.test(name)).sort();
  const files: { name: string; bytes: Uint8Array }[] = [];
  for (const name of names) {
    const bytes = await readChecked(path.join(folder, name));
    if (!bytes.ok) return bytes;
    files.push({ name, bytes: bytes.value });
  }
  return ok(files);
}

/** The vendor's own pipeline files: their names say the order, one device each. */
async function openCompiledFolder(folder: string): Promise<Result<RunFolder>> {
  const files = await readCompiledFiles(folder);
  if (!files.ok) return files;
  const numbered = files.value.flatMap((file) => {
    const [, index, count] = SEGMENT_NUMBER.exec(file.name) ?? [];
    return index === undefined ? [] : [{ ...file, index: Number(index), count: Number(count) }];
  });
  const single = files.value.length === 1 && numbered.length === 0 ? files.value : null;
  const inOrder = [...numbered].sort((a, b) => a.index - b.index);
  const ordered = single ?? inOrder;
  const isWhole = inOrder.every(
    (file, position) => file.index === position && file.count === inOrder.length,
  );
  if (ordered.length === 0 || !isWhole) return fail(notRunnable(folder));
  return ok({
    segments: null,
    compiled: ordered.map(({ bytes }) => bytes),
    deviceIndices: ordered.map((_, index) => [index]),
    plan: null,
    model: null,
  });
}

function notRunnable(target: string): Failure {
  return {
    code: 'cli/not-runnable',
    message: `"${target}" is neither a folder that "reef cut" wrote nor one with all compiled segments of one model.`,
    hint: 'Write one with: reef cut MODEL --devices N --out DIR. Compiled segments are named …_segment_0_of_4_edgetpu.tflite.',
  };
}
