import { formatFileSize, ok } from '../../base/index.ts';
import { listSamples, loadSampleIndex } from '../../samples/index.ts';
import type { SampleEntry } from '../../samples/index.ts';
import type { Command } from '../command.ts';
import { samplePlatform } from '../sample-folder.ts';
import { formatTable } from '../table.ts';

export const samples: Command = {
  name: 'samples',
  summary: 'List the sample models.',
  positionals: [],
  options: {},
  examples: ['reef samples'],
  run: async () => {
    const index = await loadSampleIndex(samplePlatform());
    if (!index.ok) return index;
    const entries = listSamples(index.value);
    return ok({
      json: () => ({ samples: entries.map(toJson) }),
      text: () => `${describeList(entries)}\n\n${EXPLANATION}`,
    });
  },
};

const EXPLANATION = `Generated weights mean nothing: such a model is good for planning, cutting, verifying and timing only.
"reef sample NAME --out FILE" writes one; sample:NAME stands for one wherever a command takes a MODEL.`;

function describeList(entries: readonly SampleEntry[]): string {
  return formatTable({
    head: ['name', 'model', 'input', 'operators', 'size', 'weights'],
    rows: entries.map((entry) => [
      entry.name,
      entry.title,
      entry.inputShape.join('×'),
      String(entry.operatorCount),
      formatFileSize(entry.bytes),
      entry.weights,
    ]),
    numeric: [3, 4],
  });
}

function toJson(entry: SampleEntry): unknown {
  const { name, title, weights, bytes, sha256, inputShape, operatorCount } = entry;
  return { name, title, weights, bytes, sha256, inputShape, operatorCount };
}
