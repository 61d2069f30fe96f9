// Builds wasm/dist/reef-runtime.wasm with the Clang that npm installs. A hash over sources, flags and compiler decides
// whether anything is to do, so calling this before every start, build and test costs milliseconds.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const SOURCE_DIR = path.join(ROOT, 'wasm/src');
const CACHE_DIR = path.join(ROOT, 'node_modules/.cache/reef-wasm');
export const RUNTIME_MODULE = path.join(ROOT, 'wasm/dist/reef-runtime.wasm');

const FLAGS = [
  '--target=wasm32',
  '-std=c++20',
  '-O2',
  '-nostdlib',
  '-ffreestanding',
  '-fno-exceptions',
  '-fno-rtti',
  '-fno-threadsafe-statics',
  '-fvisibility=hidden',
  '-mbulk-memory',
  '-msimd128',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wl,--no-entry',
  '-Wl,--strip-all',
  '-Wl,-z,stack-size=65536',
  '-Wl,--initial-memory=262144',
];

/** Vitest's global set-up: tests need the module, whoever starts them. */
export async function setup() {
  await ensureRuntimeModule();
}

/** Vite's side of the same: development server and build. */
export function runtimeModulePlugin() {
  return {
    name: 'reef-runtime-module',
    buildStart: () => ensureRuntimeModule().then(() => undefined),
  };
}

/** Makes sure that the module is there and belongs to the sources. Returns its path. */
export async function ensureRuntimeModule({ isForced = false } = {}) {
  const sources = readSources();
  const hash = hashOf(sources);
  const stamp = `${RUNTIME_MODULE}.hash`;
  if (
    !isForced &&
    existsSync(RUNTIME_MODULE) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === hash
  ) {
    return RUNTIME_MODULE;
  }
  const cached = path.join(CACHE_DIR, `${hash}.wasm`);
  const bytes = !isForced && existsSync(cached) ? readFileSync(cached) : await compile(sources);
  mkdirSync(CACHE_DIR, { recursive: true });
  mkdirSync(path.dirname(RUNTIME_MODULE), { recursive: true });
  writeWhole(cached, bytes);
  writeWhole(RUNTIME_MODULE, bytes);
  writeWhole(stamp, hash);
  return RUNTIME_MODULE;
}

/** The compiled module, built anew; two calls give the same bytes. */
export async function compile(sources = readSources()) {
  const unity = 'unity.cpp';
  // One translation unit: a single start of the compiler, and inlining across files.
  const files = Object.keys(sources).filter((name) => name.endsWith('.cpp'));
  const text = files.map((name) => `#include "${name}"`).join('\n');
  const arguments_ = [...FLAGS, unity, '-o', 'runtime.wasm'];
  if (process.env.CLANG)
    return compileWith(process.env.CLANG, { ...sources, [unity]: text }, arguments_);
  const { runClang } = await import('@yowasp/clang');
  const log = console.log;
  // The package tells on every start how it unpacks itself; diagnostics come on the error stream.
  console.log = () => {};
  try {
    const result = await runClang(['clang++', ...arguments_], { ...sources, [unity]: text });
    return Buffer.from(result['runtime.wasm']);
  } catch (error) {
    throw new Error(`The runtime in wasm/ does not compile: ${error.message}`);
  } finally {
    console.log = log;
  }
}

/** CLANG=clang++-19: the same sources with a compiler that is already on this computer; faster, for development. */
function compileWith(clang, sources, arguments_) {
  const dir = path.join(CACHE_DIR, `build-${process.pid}`);
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of Object.entries(sources)) writeFileSync(path.join(dir, name), text);
  execFileSync(clang, arguments_, { cwd: dir, stdio: 'inherit' });
  return readFileSync(path.join(dir, 'runtime.wasm'));
}

function readSources() {
  const names = readdirSync(SOURCE_DIR)
    .filter((name) => /\.(h|cpp)$/.test(name))
    .sort();
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(SOURCE_DIR, name), 'utf8')]),
  );
}

function hashOf(sources) {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([sources, FLAGS, process.env.CLANG ?? compilerVersion()]));
  return hash.digest('hex');
}

function compilerVersion() {
  const file = path.join(ROOT, 'node_modules/@yowasp/clang/package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

/** Several processes may build at once: each puts its file in place whole. */
function writeWhole(file, content) {
  const partial = `${file}.${process.pid}.part`;
  writeFileSync(partial, content);
  renameSync(partial, file);
}
