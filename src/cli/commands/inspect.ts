import { ok } from '../../base/index.ts';
import type { Command } from '../command.ts';
import { describeInspection } from '../describe-inspection.ts';
import { inspectModel, inspectionJson } from '../inspection.ts';
import { openModelFile } from '../open-model.ts';
import { MODEL_ARGUMENT } from './model-argument.ts';

export const inspect: Command = {
  name: 'inspect',
  summary: 'Say what is in a model: operators, depths, parameters, what the Edge TPU runs.',
  positionals: [MODEL_ARGUMENT],
  options: {},
  examples: ['reef inspect model.tflite', 'reef inspect sample:mobilenet_v2 --json'],
  run: async ({ positionals }) => {
    const file = await openModelFile(positionals[0] ?? '');
    if (!file.ok) return file;
    const inspection = inspectModel(file.value);
    if (!inspection.ok) return inspection;
    return ok({
      json: () => inspectionJson(inspection.value),
      text: () => describeInspection(inspection.value),
    });
  },
};
