// Runs the command line as people do: bin/reef.mjs in a process of its own.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

export interface ReefRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `reef ARGS` in the project's root and waits for it. */
export function runReef(...args: readonly string[]): ReefRun {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(ROOT, 'bin/reef.mjs'), ...args],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return { status, stdout, stderr };
}

/** Runs `reef ARGS --json` and parses what it prints; throws with its stderr where it fails. */
export function runReefJson<T>(...args: readonly string[]): T {
  const run = runReef(...args, '--json');
  if (run.status !== 0) throw new Error(`reef ${args.join(' ')} failed: ${run.stderr}`);
  return JSON.parse(run.stdout) as T;
}

/** The failure that `reef ARGS --json` ends in, with its exit status. */
export function runReefError(...args: readonly string[]): {
  readonly status: number | null;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null };
} {
  const { status, stdout, stderr } = runReef(...args, '--json');
  if (stdout !== '') throw new Error(`reef ${args.join(' ')} printed a result: ${stdout}`);
  const { error } = JSON.parse(stderr) as { error: ReturnType<typeof runReefError>['error'] };
  return { status, error };
}
