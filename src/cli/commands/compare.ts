import { ok } from '../../base/index.ts';
import { comparePlans, COMPARED_STRATEGIES, planToJson } from '../../partition/index.ts';
import type { Command } from '../command.ts';
import { describeComparison } from '../describe-comparison.ts';
import { modelJson } from '../model-json.ts';
import { makeRequest, openPlannable } from '../planning.ts';
import { readSetUp, SET_UP_OPTIONS } from '../set-up.ts';
import { MODEL_ARGUMENT } from './model-argument.ts';

export const compare: Command = {
  name: 'compare',
  summary: 'Set all strategies side by side for one number of devices.',
  positionals: [MODEL_ARGUMENT],
  options: SET_UP_OPTIONS,
  examples: [
    'reef compare model.tflite --devices 4',
    'reef compare sample:resnet50 --devices 4 --link usb2',
  ],
  run: async ({ positionals, options, onProgress }) => {
    const setUp = readSetUp(options);
    if (!setUp.ok) return setUp;
    const model = await openPlannable(positionals[0] ?? '');
    if (!model.ok) return model;
    const made = makeRequest(model.value, setUp.value);
    if (!made.ok) return made;
    const { request } = made.value;
    const { devices, graph } = request;
    const outcomes = comparePlans(request, COMPARED_STRATEGIES, { onProgress });
    const firstFailure = outcomes.find((outcome) => 'failure' in outcome);
    // Where no strategy has a plan (no devices, too many), the reason is the answer.
    if (firstFailure && outcomes.every((outcome) => 'failure' in outcome)) {
      return { ok: false, failure: firstFailure.failure };
    }
    return ok({
      json: () => ({
        label: 'estimated',
        model: modelJson(model.value.file),
        devices: devices.length,
        plans: outcomes.map((outcome) =>
          'plan' in outcome
            ? planToJson(outcome.plan, graph, devices)
            : { strategy: outcome.strategy, failure: outcome.failure },
        ),
      }),
      text: () => describeComparison(outcomes, devices),
    });
  },
};
