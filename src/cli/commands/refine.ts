import path from 'node:path';
import { fail, formatMib, ok, plural } from '../../base/index.ts';
import type { OnProgress, Result } from '../../base/index.ts';
import { planToJson, runStrategy } from '../../partition/index.ts';
import type { Plan, PlanRequest } from '../../partition/index.ts';
import {
  bundleTexts,
  compiledFileName,
  PLAN_FILE,
  refineWithCompiler,
} from '../../segment/index.ts';
import type { RefineOutcome } from '../../segment/index.ts';
import { checkCuttable } from '../../tflite/index.ts';
import type { Command, CommandInput, CommandOutput } from '../command.ts';
import { failUsage } from '../command.ts';
import { prepareCutFolder } from '../cut-folder.ts';
import { describePlan } from '../describe-plan.ts';
import { modelJson } from '../model-json.ts';
import { makeRequest, openPlannable } from '../planning.ts';
import type { PlannableModel } from '../planning.ts';
import { readSetUp, readWhole, SET_UP_OPTIONS } from '../set-up.ts';
import { formatTable } from '../table.ts';
import { COMPILER_NAME, DEFAULT_TIMEOUT_S, vendorCompiler } from '../vendor-compiler.ts';
import { writeNewFile } from '../write-files.ts';
import { sourceOf } from './cut.ts';
import { MODEL_ARGUMENT } from './model-argument.ts';

const MAX_TIMEOUT_S = 86_400;

export const refine: Command = {
  name: 'refine',
  summary:
    'Balance a model with the Edge TPU compiler in the loop: compile, read, move cuts, compile again.',
  positionals: [MODEL_ARGUMENT],
  options: {
    ...SET_UP_OPTIONS,
    out: {
      kind: 'value',
      placeholder: 'DIR',
      description: 'Folder for segments, compiled files and logs. Required.',
    },
    compiler: {
      kind: 'value',
      placeholder: 'PATH',
      description: `The compiler. Default: ${COMPILER_NAME} in the path.`,
    },
    timeout: {
      kind: 'value',
      placeholder: 'S',
      description: `Seconds for one compilation. Default ${String(DEFAULT_TIMEOUT_S)}.`,
    },
    force: { kind: 'flag', description: 'Write into a folder that holds other files, too.' },
  },
  examples: ['reef refine model.tflite --devices 4 --out refined'],
  run: refineCommand,
};

async function refineCommand(input: CommandInput): Promise<Result<CommandOutput>> {
  const { positionals, options, onProgress } = input;
  const setUp = readSetUp(options);
  if (!setUp.ok) return setUp;
  const out = options.value('out');
  if (out === undefined)
    return failUsage(
      'The option --out is missing.',
      'Type --out DIR for where to write the result.',
    );
  const timeout = readWhole(
    'timeout',
    options.value('timeout') ?? String(DEFAULT_TIMEOUT_S),
    MAX_TIMEOUT_S,
  );
  if (!timeout.ok) return timeout;
  const target = positionals[0] ?? '';
  const model = await openPlannable(target);
  if (!model.ok) return model;
  const made = makeRequest(model.value, setUp.value);
  if (!made.ok) return made;
  const { request } = made.value;
  const start = runStrategy('balanced', request, { onProgress });
  if (!start.ok) return start;
  const { compile, logs } = vendorCompiler(
    options.value('compiler') ?? COMPILER_NAME,
    timeout.value,
  );
  const refined = await refineModel(model.value, {
    request,
    start: start.value,
    compile,
    onProgress,
  });
  if (!refined.ok) return refined;
  const plan = planOf(request, refined.value);
  if (!plan.ok) return plan;
  const ready = await prepareCutFolder(out, options.flag('force'));
  if (!ready.ok) return ready;
  const result = { model: model.value, request, plan: plan.value, outcome: refined.value, logs };
  const planText = await writeResult(result, { out, target });
  if (!planText.ok) return planText;
  return ok({
    json: () => ({
      ...{ out, steps: refined.value.steps, stoppedBy: refined.value.stoppedBy },
      ...(JSON.parse(planText.value) as object),
    }),
    text: () => describe(result, out),
  });
}

interface Refinement {
  readonly request: PlanRequest;
  readonly start: Plan;
  readonly compile: ReturnType<typeof vendorCompiler>['compile'];
  readonly onProgress: OnProgress;
}

async function refineModel(
  { model, file, graph, costs }: PlannableModel,
  { request, start, compile, onProgress }: Refinement,
): Promise<Result<RefineOutcome>> {
  const subgraph = checkCuttable(model);
  if (!subgraph.ok) return subgraph;
  return refineWithCompiler(
    {
      ...{ model, graph, costs },
      subgraph: subgraph.value,
      modelName: file.segmentName,
      devices: request.devices,
      cutAfterDepths: start.segments.slice(0, -1).map(({ lastDepth }) => lastDepth),
    },
    { compile, onProgress },
  );
}

/** The refined cuts as a plan whose memory is the compiler's. */
function planOf(request: PlanRequest, { cutAfterDepths, facts }: RefineOutcome): Result<Plan> {
  return runStrategy('manual', { ...request, facts, manual: { kind: 'depths', cutAfterDepths } });
}

interface RefinedResult {
  readonly model: PlannableModel;
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly outcome: RefineOutcome;
  readonly logs: ReadonlyMap<string, string>;
}

/** Segments, compiled files, what the compiler said, plan.json and the bundle's texts; returns plan.json. */
async function writeResult(
  { model, request, plan, outcome, logs }: RefinedResult,
  { out, target }: { readonly out: string; readonly target: string },
): Promise<Result<string>> {
  const files: [string, Uint8Array | string, boolean][] = outcome.cuts.flatMap((cut, index) => {
    const compiled = compiledFileName(cut.fileName);
    return [
      [cut.fileName, outcome.segments[index] ?? '', false],
      [compiled, outcome.compiled[index] ?? '', false],
      [compiled.replace(/\.tflite$/, '.txt'), logs.get(cut.fileName) ?? '', false],
    ];
  });
  const texts = bundleTexts({
    model: { ...modelJson(model.file), source: sourceOf(target, out) },
    cuts: outcome.cuts,
    plan: planToJson(plan, model.graph, request.devices),
  });
  for (const { name, text, isExecutable } of texts) files.push([name, text, isExecutable]);
  for (const [name, content, isExecutable] of files) {
    const written = await writeNewFile(path.join(out, name), content, isExecutable);
    if (!written.ok) return written;
  }
  const planText = texts.find(({ name }) => name === PLAN_FILE)?.text;
  return planText === undefined ? fail(NO_PLAN) : ok(planText);
}

function describe({ plan, request, outcome }: RefinedResult, out: string): string {
  const steps = outcome.steps.map((step, index) => [
    String(index + 1),
    step.cutAfterDepths.join(' '),
    step.streamedBytes.map(formatMib).join('  '),
    formatMib(step.avoidableBytes),
    String(step.compiledSegments),
  ]);
  const compilations = outcome.steps.reduce(
    (sum, { compiledSegments }) => sum + compiledSegments,
    0,
  );
  return [
    describePlan(plan, request.devices),
    'What the compiler kept off chip, MiB',
    formatTable({
      head: ['step', 'cuts after', 'streamed', 'avoidable', 'compiled'],
      rows: steps,
      numeric: [0, 3, 4],
    }),
    ...(outcome.stoppedBy === null ? [] : [`Stopped before its end: ${outcome.stoppedBy}`]),
    `${plural(outcome.cuts.length, 'segment')} written to ${out}, compiled, after ${plural(compilations, 'compilation')}.`,
  ].join('\n\n');
}

const NO_PLAN = {
  code: 'segment/no-plan',
  message: 'The plan could not be written.',
} as const;
