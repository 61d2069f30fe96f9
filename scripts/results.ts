// Writes docs/results.md: every sample, 2 to 8 devices, every strategy, and where the paper's claims show.
//   npm run results [SAMPLE …]     with names: prints their tables instead of writing the file
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { unwrap } from '../src/base/index.ts';
import { listSamples, loadSampleIndex } from '../src/samples/index.ts';
import { createNodeSamplePlatform } from '../src/samples/node.ts';
import { describeClaims } from './results/claims.ts';
import { planSample } from './results/plan-sample.ts';
import type { SampleResult } from './results/plan-sample.ts';
import { describeHead, describeSample } from './results/tables.ts';

const platform = createNodeSamplePlatform(path.resolve('public/samples'));
const wanted = process.argv.slice(2);
const entries = listSamples(unwrap(await loadSampleIndex(platform))).filter(
  ({ name, weights }) => (wanted.length > 0 ? wanted.includes(name) : weights === 'generated'), // the full-size models
);

const results: SampleResult[] = [];
for (const entry of entries) {
  process.stderr.write(`${entry.title} …\n`);
  results.push(await planSample(entry, platform));
}

const text = [describeHead(), describeClaims(results), ...results.map(describeSample)].join('\n\n');
const file = path.resolve('docs/results.md');
const markdown = await format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
if (wanted.length > 0) process.stdout.write(markdown);
else writeFileSync(file, markdown);
