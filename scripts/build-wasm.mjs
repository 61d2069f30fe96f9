// `npm run build:wasm`: builds the runtime if its sources changed. `-- --force` builds anew, `-- --check` proves that two
// builds give the same bytes.
import { statSync } from 'node:fs';
import path from 'node:path';
import { compile, ensureRuntimeModule } from './lib/runtime-module.mjs';

const started = performance.now();
if (process.argv.includes('--check')) {
  const [first, second] = [await compile(), await compile()];
  const isSame = first.equals(second);
  console.log(isSame ? 'Two builds are equal.' : 'Two builds differ.');
  process.exit(isSame ? 0 : 1);
}
const file = await ensureRuntimeModule({ isForced: process.argv.includes('--force') });
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${path.relative(process.cwd(), file)}: ${statSync(file).size} bytes (${seconds} s)`);
