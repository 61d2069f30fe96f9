import { ok } from '../../base/index.ts';
import { planToJson } from '../../partition/index.ts';
import type { Command } from '../command.ts';
import { describePlan } from '../describe-plan.ts';
import { modelJson } from '../model-json.ts';
import { makePlan, openPlannable, PLAN_OPTIONS, readPlanWishes } from '../planning.ts';
import { MODEL_ARGUMENT } from './model-argument.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'Cut a model over several Edge TPUs with one strategy, on paper.',
  positionals: [MODEL_ARGUMENT],
  options: PLAN_OPTIONS,
  examples: [
    'reef plan model.tflite --devices 4',
    'reef plan model.tflite --devices auto --strategy balanced --json',
    'reef plan model.tflite --devices 3 --link usb3,usb3,usb2 --ports shared',
  ],
  run: async ({ positionals, options, onProgress }) => {
    const wishes = readPlanWishes(options);
    if (!wishes.ok) return wishes;
    const model = await openPlannable(positionals[0] ?? '');
    if (!model.ok) return model;
    const made = makePlan(model.value, wishes.value, onProgress);
    if (!made.ok) return made;
    const { plan: result, devices, auto } = made.value;
    const { graph, file } = model.value;
    return ok({
      json: () => ({ model: modelJson(file), ...planToJson(result, graph, devices) }),
      text: () => describePlan(result, devices, auto),
    });
  },
};
