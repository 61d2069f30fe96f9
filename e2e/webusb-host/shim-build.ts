// Builds the shim with the machine's C compiler into the cache folder. The name carries a hash of the sources, so a
// changed source makes a new file and an unchanged one costs a few reads.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';

/** This folder, from the project's: a benchmark runs this as part of a bundle that lies elsewhere. */
export const HOST_FOLDER = path.resolve('e2e/webusb-host');
const SOURCES = path.join(HOST_FOLDER, 'shim');
const CACHE = path.resolve('node_modules/.cache/reef/webusb-host');
const COMPILER = process.env['CC'] ?? 'cc';
const FLAGS = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-pthread'];

/** Why the shim cannot be built here; null when it can. */
export function compilerProblem(): string | null {
  const { status } = spawnSync(COMPILER, ['--version'], { stdio: 'ignore' });
  return status === 0 ? null : `no C compiler (${COMPILER})`;
}

/** Path of the shared library, built if need be. Throws with the compiler's own words when that fails. */
export function buildShim(): string {
  const files = readdirSync(SOURCES)
    .filter((name) => /\.[ch]$/.test(name))
    .sort()
    .map((name) => path.join(SOURCES, name));
  const library = path.join(CACHE, `shim-${hashOf(files)}.so`);
  if (existsSync(library)) return library;
  mkdirSync(CACHE, { recursive: true });
  // Renamed at the end: another worker may be building the same file.
  const unfinished = `${library}.${String(process.pid)}`;
  const sources = files.filter((file) => file.endsWith('.c'));
  const args = [...FLAGS, '-o', unfinished, ...sources, '-ldl'];
  const { status, stderr } = spawnSync(COMPILER, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The shim does not compile:\n${stderr}`);
  renameSync(unfinished, library);
  return library;
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256').update([COMPILER, ...FLAGS, process.arch].join(' '));
  for (const file of files) hash.update(path.basename(file)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
