// The folder that "reef cut" writes and "reef verify" takes: segment files, plan.json, and what compiling them needs.

import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import { PLAN_FILE } from '../segment/index.ts';
import { readCutPlan } from './cut-plan.ts';
import type { CutPlan } from './cut-plan.ts';
import { readChecked } from './open-model.ts';

/** Reads the plan of a cut folder. Failures: `cli/file-…`, `cli/not-a-cut`. */
export async function openCutFolder(folder: string): Promise<Result<CutPlan>> {
  const file = await readChecked(path.join(folder, PLAN_FILE));
  if (!file.ok) return file.failure.code === 'cli/file-missing' ? fail(notACut(folder)) : file;
  const plan = readCutPlan(file.value);
  return plan === null ? fail(notACut(folder)) : ok(plan);
}

/**
 * Makes a folder ready for a cut: a new or empty one, or one with an older cut, whose files are removed. A folder with
 * anything else in it is refused unless `isForced`; then its other files stay. Failures: `cli/folder-in-use`,
 * `cli/not-written`.
 */
export async function prepareCutFolder(folder: string, isForced: boolean): Promise<Result<true>> {
  try {
    const facts = await stat(folder).catch(() => null); // absent: made below
    if (facts !== null && !facts.isDirectory()) return fail(notAFolder(folder));
    await mkdir(folder, { recursive: true });
    const present = await readdir(folder);
    const older = await openCutFolder(folder);
    const ours = new Set(older.ok ? older.value.files : []);
    const foreign = present.filter((name) => !ours.has(name));
    if (foreign.length > 0 && !isForced) return fail(inUse(folder, foreign));
    for (const name of present) if (ours.has(name)) await rm(path.join(folder, name));
    return ok(true);
  } catch (error) {
    return fail(notWritten(folder, error));
  }
}

/** True when `target` is a folder. */
export async function isFolder(target: string): Promise<boolean> {
  const facts = await stat(target).catch(() => null); // what is absent is no folder
  return facts?.isDirectory() === true;
}

function notACut(folder: string): Failure {
  return {
    code: 'cli/not-a-cut',
    message: `"${folder}" is not a folder that "reef cut" wrote: it has no readable ${PLAN_FILE}.`,
    hint: 'Name the folder given to --out, or verify from the model: reef verify MODEL --devices N.',
  };
}

function notAFolder(folder: string): Failure {
  return {
    code: 'cli/not-written',
    message: `"${folder}" is a file, so no folder of that name can be made.`,
    hint: 'Choose another name with --out.',
  };
}

function inUse(folder: string, foreign: readonly string[]): Failure {
  const [first = ''] = foreign;
  return {
    code: 'cli/folder-in-use',
    message: `"${folder}" holds other files ("${first}", for instance), which are left alone.`,
    hint: 'Choose an empty folder with --out, or add --force to write beside them.',
  };
}

function notWritten(folder: string, error: unknown): Failure {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return {
    code: 'cli/not-written',
    message: `The folder "${folder}" cannot be written to.`,
    hint: 'Choose another place with --out, or make room.',
    details: { reason },
  };
}
