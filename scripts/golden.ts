// `npm run golden -- DIR [--models DIR]`: replays every golden trace and checks every de-tiling vector of a folder laid
// out like ../shared/golden (the default) against the runtime. Ends with "N passed, N failed".
import path from 'node:path';
import { unwrap } from '../src/base/index.ts';
import { loadRuntimeModule } from '../src/runtime/node.ts';
import { listChecks, modelFolder, runCheck } from '../wasm/golden/run-folder.ts';

const DEFAULT_FOLDER = '../shared/golden';
const DEFAULT_MODELS = '../shared/models/real';

const { folder, models } = readArguments(process.argv.slice(2));
const module = unwrap(await loadRuntimeModule());
const context = {
  module,
  loadModel: modelFolder(models),
  say: (text: string) => console.log(text),
};
const counts = { passed: 0, failed: 0, skipped: 0 };

const checks = listChecks(folder);
if (!checks.length) {
  console.error(`${folder} holds no traces/*.wire.txt and no detile/*.json.`);
  process.exit(2);
}
for (const check of checks) {
  const { state, problems } = await runCheck(folder, check, context);
  counts[state]++;
  console.log(`${state.padEnd(7)} ${check.kind.padEnd(6)} ${check.name}`);
  for (const problem of problems.slice(0, 5)) console.log(`          ${problem}`);
}
if (counts.skipped) console.log(`${counts.skipped} skipped: their models are not in ${models}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed ? 1 : 0);

function readArguments(words: readonly string[]): { folder: string; models: string } {
  const at = words.indexOf('--models');
  const folder = words.find((_, index) => at < 0 || (index !== at && index !== at + 1));
  return {
    folder: path.resolve(folder ?? DEFAULT_FOLDER),
    models: path.resolve(at < 0 ? DEFAULT_MODELS : (words[at + 1] ?? DEFAULT_MODELS)),
  };
}
