// npm run bench [NAME …]: the figures of the note. Each benchmark is a script of its own and runs in a process of its
// own, so that none warms up or fills the memory of the next.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** In this order; a further one is one file and one line. */
const BENCHMARKS = [
  'planner',
  'optimal',
  'page',
  'graph',
  'runtime',
  'pipeline',
  'usb',
  'memory',
] as const;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHMARKS.some((known) => known === name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark "${unknown.join(', ')}". There are: ${BENCHMARKS.join(', ')}.`,
  );
  process.exit(2);
}

let failed = 0;
for (const name of BENCHMARKS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const file = path.resolve(`bench/${name}.ts`);
  if (!existsSync(file)) continue;
  console.log(`\n${name}\n${'='.repeat(name.length)}`);
  const { status } = spawnSync(process.execPath, ['scripts/run-ts.mjs', file], {
    stdio: 'inherit',
  });
  if (status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
