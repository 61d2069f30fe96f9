import { formatFileSize, ok } from '../../base/index.ts';
import { loadSampleByName } from '../../samples/index.ts';
import { failUsage } from '../command.ts';
import type { Command } from '../command.ts';
import { samplePlatform } from '../sample-folder.ts';
import { writeNewFile } from '../write-files.ts';

export const sample: Command = {
  name: 'sample',
  summary: 'Write one of the sample models to a file.',
  positionals: [{ name: 'NAME', description: 'Name of a sample, as "reef samples" lists them.' }],
  options: {
    out: {
      kind: 'value',
      placeholder: 'FILE',
      description: 'Where to write the .tflite. Required.',
    },
  },
  examples: ['reef sample resnet50 --out resnet50.tflite'],
  run: async ({ positionals, options }) => {
    const out = options.value('out');
    if (out === undefined) {
      return failUsage('The option --out is missing.', 'Type --out FILE for where to write it.');
    }
    const loaded = await loadSampleByName(positionals[0] ?? '', samplePlatform());
    if (!loaded.ok) return loaded;
    const { entry, bytes } = loaded.value;
    const written = await writeNewFile(out, bytes);
    if (!written.ok) return written;
    const { name, title, weights, sha256 } = entry;
    return ok({
      json: () => ({ name, title, weights, file: out, bytes: bytes.length, sha256 }),
      text: () =>
        `${title} (${weights} weights) written to ${out}, ${formatFileSize(bytes.length)}.`,
    });
  },
};
