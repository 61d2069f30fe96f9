import path from 'node:path';
import { fail, formatBytes, ok } from '../../base/index.ts';
import type { Result } from '../../base/index.ts';
import { verifyCut, verifySegments } from '../../cpu/index.ts';
import type { Verification } from '../../cpu/index.ts';
import { createNodeCpuRuntime } from '../../cpu/node.ts';
import { verifySentence } from '../../report/index.ts';
import { referenceFile } from '../../segment/index.ts';
import type { Command, CommandInput, CommandOutput } from '../command.ts';
import { failUsage } from '../command.ts';
import { isFolder, openCutFolder } from '../cut-folder.ts';
import { findWholeModel } from '../find-whole-model.ts';
import { modelJson } from '../model-json.ts';
import type { ModelJson } from '../model-json.ts';
import { readChecked } from '../open-model.ts';
import { makePlan, openPlannable, PLAN_OPTIONS, readPlanWishes } from '../planning.ts';
import { readWhole } from '../set-up.ts';
import { formatTable } from '../table.ts';
import { planCuts } from './cut.ts';

const MAX_SEED = 2 ** 32 - 1;
const DEFAULT_SEED = 1;

export const verify: Command = {
  name: 'verify',
  summary: 'Run chained segments and the whole model on the CPU and compare them byte for byte.',
  positionals: [
    {
      name: 'MODEL',
      description: 'A model, which is planned and cut; or a folder that "reef cut" wrote.',
    },
  ],
  options: {
    ...PLAN_OPTIONS,
    model: {
      kind: 'value',
      placeholder: 'FILE',
      description: 'For a folder: the whole model, where it is no longer where it was.',
    },
    seed: {
      kind: 'value',
      placeholder: 'N',
      description: `Of the random input. Default ${String(DEFAULT_SEED)}.`,
    },
  },
  examples: ['reef verify model.tflite --devices 4 --strategy optimal', 'reef verify segments'],
  run: async (input) => {
    const seed = readWhole('seed', input.options.value('seed') ?? String(DEFAULT_SEED), MAX_SEED);
    if (!seed.ok) return seed;
    const [target = ''] = input.positionals;
    return (await isFolder(target))
      ? verifyFolder(target, input, seed.value)
      : verifyModel(target, input, seed.value);
  },
};

async function verifyModel(
  target: string,
  { options, onProgress }: CommandInput,
  seed: number,
): Promise<Result<CommandOutput>> {
  const model = await openPlannable(target);
  const isMissing = !model.ok && model.failure.code === 'cli/file-missing';
  if (isMissing) return model; // a mistyped folder, perhaps: no reason to ask for --devices first
  const wishes = readPlanWishes(options);
  if (!wishes.ok) return wishes;
  if (!model.ok) return model;
  const made = makePlan(model.value, wishes.value, onProgress);
  if (!made.ok) return made;
  const cuts = planCuts(model.value, made.value.plan.segments);
  if (!cuts.ok) return cuts;
  const runtime = await createNodeCpuRuntime();
  if (!runtime.ok) return runtime;
  return report(modelJson(model.value.file), () =>
    verifyCut(runtime.value, { model: model.value.model, cuts: cuts.value, seed }, { onProgress }),
  );
}

async function verifyFolder(
  folder: string,
  { options, onProgress }: CommandInput,
  seed: number,
): Promise<Result<CommandOutput>> {
  const planning = Object.keys(PLAN_OPTIONS).find((name) => options.value(name) !== undefined);
  if (planning !== undefined) {
    return failUsage(
      `The option --${planning} has no meaning for a folder: its plan is made.`,
      'Leave it out, or name the model instead of the folder.',
    );
  }
  const plan = await openCutFolder(folder);
  if (!plan.ok) return plan;
  const model = await findWholeModel(folder, plan.value.model, options.value('model'));
  if (!model.ok) return model;
  const cuts = planCuts(model.value, plan.value.segments);
  if (!cuts.ok) return cuts;
  const reference = referenceFile(model.value.model, cuts.value);
  if (!reference.ok) return reference;
  const runtime = await createNodeCpuRuntime();
  if (!runtime.ok) return runtime;
  const { segmentFiles } = plan.value;
  return report(modelJson(model.value.file), () =>
    verifySegments(
      runtime.value,
      {
        model: reference.value,
        segmentCount: segmentFiles.length,
        loadSegment: (segmentIndex) =>
          readChecked(path.join(folder, segmentFiles[segmentIndex] ?? '')),
        seed,
      },
      { onProgress },
    ),
  );
}

/** Runs a verification, times it and puts it into words; not equal = exit status 1. */
async function report(
  model: ModelJson,
  run: () => Promise<Result<Verification>>,
): Promise<Result<CommandOutput>> {
  const startMs = performance.now();
  const result = await run();
  if (!result.ok) return fail(result.failure);
  const cpuMs = performance.now() - startMs;
  const verification = result.value;
  return ok({
    json: () => ({ label: 'measured', model, ...verification, cpuMs }),
    text: () =>
      [verifySentence({ ...verification, cpuMs }), describeOutputs(verification)].join('\n\n'),
    exitCode: verification.isEqual ? 0 : 1,
  });
}

function describeOutputs({ outputs }: Verification): string {
  return formatTable({
    head: ['output', 'type', 'size', 'result', 'first difference'],
    rows: outputs.map((output) => [
      output.name,
      output.type,
      formatBytes(output.bytes),
      output.isEqual ? 'equal' : `${String(output.differingBytes)} bytes differ`,
      output.firstDifference
        ? `element ${String(output.firstDifference.elementIndex)}: ${String(output.firstDifference.actual)} instead of ${String(output.firstDifference.expected)}`
        : '',
    ]),
    numeric: [2],
  });
}
