import { ok } from '../../base/index.ts';
import { readPackage } from '../../edgetpu/package/index.ts';
import type { Command } from '../command.ts';
import { describePackage, packageJson } from '../describe-package.ts';
import { openModelFile } from '../open-model.ts';

export const packageCommand: Command = {
  name: 'package',
  summary: 'Say what the Edge TPU compiler put into a compiled model.',
  positionals: [{ name: 'FILE', description: 'A compiled model, usually …_edgetpu.tflite.' }],
  options: {},
  examples: ['reef package model_edgetpu.tflite', 'reef package model_edgetpu.tflite --json'],
  run: async ({ positionals }) => {
    const file = await openModelFile(positionals[0] ?? '');
    if (!file.ok) return file;
    const compiled = readPackage(file.value.bytes);
    if (!compiled.ok) return compiled;
    const shown = { file: file.value, compiled: compiled.value };
    return ok({ json: () => packageJson(shown), text: () => describePackage(shown) });
  },
};
