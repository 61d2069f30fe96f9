import path from 'node:path';
import { formatFileSize, ok, plural } from '../../base/index.ts';
import type { OnProgress, Result } from '../../base/index.ts';
import { planToJson } from '../../partition/index.ts';
import { bundleTexts, cutSegment, PLAN_FILE, planCut } from '../../segment/index.ts';
import type { CutDocument, SegmentCut } from '../../segment/index.ts';
import { checkCuttable } from '../../tflite/index.ts';
import { failUsage } from '../command.ts';
import type { Command } from '../command.ts';
import { prepareCutFolder } from '../cut-folder.ts';
import { describePlan } from '../describe-plan.ts';
import { modelJson } from '../model-json.ts';
import { makePlan, openPlannable, PLAN_OPTIONS, readPlanWishes } from '../planning.ts';
import type { PlannableModel } from '../planning.ts';
import { formatTable } from '../table.ts';
import { writeNewFile } from '../write-files.ts';
import { MODEL_ARGUMENT } from './model-argument.ts';

export const cut: Command = {
  name: 'cut',
  summary: 'Write the segment files of a plan, ready for the Edge TPU compiler.',
  positionals: [MODEL_ARGUMENT],
  options: {
    ...PLAN_OPTIONS,
    out: { kind: 'value', placeholder: 'DIR', description: 'Folder for the files. Required.' },
    force: { kind: 'flag', description: 'Write into a folder that holds other files, too.' },
  },
  examples: ['reef cut model.tflite --devices 4 --strategy optimal --out segments'],
  run: async ({ positionals, options, onProgress }) => {
    const wishes = readPlanWishes(options);
    if (!wishes.ok) return wishes;
    const out = options.value('out');
    if (out === undefined) {
      return failUsage(
        'The option --out is missing.',
        'Type --out DIR for where to write the segments.',
      );
    }
    const target = positionals[0] ?? '';
    const model = await openPlannable(target);
    if (!model.ok) return model;
    const made = makePlan(model.value, wishes.value, onProgress);
    if (!made.ok) return made;
    const { plan, devices, auto } = made.value;
    const cuts = planCuts(model.value, plan.segments);
    if (!cuts.ok) return cuts;
    const ready = await prepareCutFolder(out, options.flag('force'));
    if (!ready.ok) return ready;
    const written = await writeSegments(model.value, { cuts: cuts.value, out, onProgress });
    if (!written.ok) return written;
    const { file, graph } = model.value;
    const texts = bundleTexts({
      model: { ...modelJson(file), source: sourceOf(target, out) },
      cuts: cuts.value,
      plan: planToJson(plan, graph, devices),
    });
    for (const { name, text, isExecutable } of texts) {
      const done = await writeNewFile(path.join(out, name), text, isExecutable);
      if (!done.ok) return done;
    }
    const planText = texts.find(({ name }) => name === PLAN_FILE)?.text ?? 'null';
    return ok({
      json: () => ({ out, ...(JSON.parse(planText) as CutDocument) }),
      text: () =>
        [
          describePlan(plan, devices, auto),
          describeFiles(out, written.value),
          `With them: ${texts.map(({ name }) => name).join(', ')}. README.txt says what is what.`,
        ].join('\n\n'),
    });
  },
};

/** The segment files of a plan, before a byte of them is written. */
export function planCuts(
  { model, file }: PlannableModel,
  segments: readonly { readonly operators: readonly number[] }[],
): Result<readonly SegmentCut[]> {
  const subgraph = checkCuttable(model);
  return subgraph.ok
    ? planCut(subgraph.value, { modelName: file.segmentName, segments })
    : subgraph;
}

interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
}

/** One segment at a time, so that at most one of them is in memory beside the model. */
async function writeSegments(
  { model }: PlannableModel,
  job: {
    readonly cuts: readonly SegmentCut[];
    readonly out: string;
    readonly onProgress: OnProgress;
  },
): Promise<Result<readonly WrittenFile[]>> {
  const files: WrittenFile[] = [];
  for (const segment of job.cuts) {
    job.onProgress({ done: segment.index, total: segment.count, label: 'Writing segments' });
    const made = cutSegment(model, segment);
    if (!made.ok) return made;
    const written = await writeNewFile(path.join(job.out, segment.fileName), made.value.bytes);
    if (!written.ok) return written;
    files.push({ name: segment.fileName, bytes: made.value.bytes.length });
  }
  return ok(files);
}

function describeFiles(out: string, files: readonly WrittenFile[]): string {
  const rows = files.map(({ name, bytes }) => [`  ${name}`, formatFileSize(bytes)]);
  return `${plural(files.length, 'segment')} written to ${out}\n${formatTable({ rows, numeric: [1] })}`;
}

/** The model's place as seen from the folder, so that both can be moved together. */
/** Where a cut's model came from, as plan.json says it: the sample, or the file's place from the folder. */
export function sourceOf(target: string, out: string): string {
  return target.startsWith('sample:')
    ? target
    : path.relative(out, target).split(path.sep).join('/');
}
