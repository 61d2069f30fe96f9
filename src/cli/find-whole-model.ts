import path from 'node:path';
import { fail } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import type { BundledModel } from '../segment/index.ts';
import { openPlannable } from './planning.ts';
import type { PlannableModel } from './planning.ts';

/**
 * The model that a folder was cut from: `given` if there is one, else where plan.json says it was. Its SHA-256 must be
 * the one in plan.json. Failures: those of opening it, `cli/model-missing`, `cli/other-model`.
 */
export async function findWholeModel(
  folder: string,
  model: BundledModel,
  given: string | undefined,
): Promise<Result<PlannableModel>> {
  const { source } = model;
  const place = source.startsWith('sample:') ? source : path.resolve(folder, source);
  const opened = await openPlannable(given ?? place);
  if (!opened.ok) {
    const isMissing = opened.failure.code === 'cli/file-missing' && given === undefined;
    return isMissing ? fail(missing(folder, place)) : opened;
  }
  return opened.value.file.sha256 === model.sha256 ? opened : fail(other(model, given ?? place));
}

function missing(folder: string, place: string): Failure {
  return {
    code: 'cli/model-missing',
    message: `The model that "${folder}" was cut from is no longer at "${place}".`,
    hint: 'Say where it is with --model FILE.',
  };
}

function other(model: BundledModel, place: string): Failure {
  return {
    code: 'cli/other-model',
    message: `"${place}" is not the model that these segments were cut from (${model.name}): its SHA-256 differs.`,
    hint: 'Name the right file with --model FILE, or cut this model anew.',
  };
}
