import type { PositionalSpec } from '../command.ts';

export const MODEL_ARGUMENT: PositionalSpec = {
  name: 'MODEL',
  description: 'A quantised .tflite file, or sample:NAME.',
};
