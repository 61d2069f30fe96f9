#!/usr/bin/env node
// The command line: runs the bundle of src/cli, making it first when it is missing or older than the sources.
//   reef --build   only makes it
import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const BUNDLE = path.join(ROOT, 'dist-cli/reef.mjs');

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`reef needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

const isBuildOnly = process.argv[2] === '--build';
if (isBuildOnly || isOutdated()) await build();
if (!isBuildOnly) {
  process.env.REEF_ROOT = ROOT; // the bundle lies elsewhere than its sources, but needs public/samples
  await import(pathToFileURL(BUNDLE).href);
}

function isOutdated() {
  if (!existsSync(BUNDLE)) return true;
  const builtMs = statSync(BUNDLE).mtimeMs;
  const others = ['package-lock.json', 'scripts/lib/bundle.mjs'].map((name) =>
    path.join(ROOT, name),
  );
  return [...others, ...listSources(path.join(ROOT, 'src'))].some(
    (file) => existsSync(file) && statSync(file).mtimeMs > builtMs,
  );
}

function listSources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.(ts|json)$/.test(name) && !/\.test\.ts$|[\\/]testing[\\/]/.test(name))
    .map((name) => path.join(folder, name));
}

async function build() {
  if (!existsSync(path.join(ROOT, 'node_modules/vite'))) {
    stop(`reef is not set up yet. Run "npm ci" in ${ROOT}, then try again.`);
  }
  const { bundleForNode } = await import('../scripts/lib/bundle.mjs');
  // Two commands may start at once: each writes its own file and puts it in place in one step.
  const fileName = `reef-${process.pid}`;
  const outDir = path.dirname(BUNDLE);
  try {
    const file = await bundleForNode(path.join(ROOT, 'src/cli/main.ts'), { outDir, fileName });
    renameSync(file, BUNDLE);
  } catch (error) {
    stop(`The command line could not be built from its sources.\n${error.message}`);
  }
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
