// The vendor's compiler as a function: one segment in, the compiled one out, every way it fails as a failure with its words.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fail, ok } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import { readCompilerOutput } from '../edgetpu/package/index.ts';
import { compiledFileName } from '../segment/index.ts';
import type { CompileSegment } from '../segment/index.ts';

export const COMPILER_NAME = 'edgetpu_compiler';
/** The compiler's own limit is 180 s (edgetpu-compiler.md e); it gets a little longer before it is ended from outside. */
export const DEFAULT_TIMEOUT_S = 180;
const GRACE_S = 10;
const KEPT_CHARACTERS = 4000;

export interface VendorCompiler {
  readonly compile: CompileSegment;
  /** What it printed for each segment file, by name: kept beside the compiled files. */
  readonly logs: ReadonlyMap<string, string>;
}

/** A compiler at `command`, each compilation with a time limit. Failures: `segment/compile-…`, `cli/no-compiler`. */
export function vendorCompiler(command: string, timeoutS: number): VendorCompiler {
  const logs = new Map<string, string>();
  const compile: CompileSegment = async (fileName, segment) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'reef-compile-'));
    try {
      const input = path.join(folder, fileName);
      await writeFile(input, segment);
      const ended = await run(
        command,
        ['-s', '-t', String(timeoutS), '-o', folder, input],
        timeoutS + GRACE_S,
      );
      if (ended.kind === 'not-there') return fail(notThere(command));
      logs.set(fileName, ended.text);
      return await readOutput(path.join(folder, compiledFileName(fileName)), fileName, ended);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  return { compile, logs };
}

type Ended =
  | { readonly kind: 'not-there' }
  | {
      readonly kind: 'exited';
      readonly code: number | null;
      readonly signal: string | null;
      readonly text: string;
    }
  | { readonly kind: 'timed-out'; readonly text: string };

function run(command: string, args: readonly string[], limitS: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let hasTimedOut = false;
    const collect = (chunk: Buffer): void => {
      text += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const timer = setTimeout(() => {
      hasTimedOut = true;
      child.kill('SIGKILL');
    }, limitS * 1000);
    child.on('error', () => {
      clearTimeout(timer);
      resolve({ kind: 'not-there' });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(hasTimedOut ? { kind: 'timed-out', text } : { kind: 'exited', code, signal, text });
    });
  });
}

/** Exit status is not documented: a non-zero one, a missing file and the word "failed" each count. */
async function readOutput(
  file: string,
  fileName: string,
  ended: Exclude<Ended, { kind: 'not-there' }>,
): Promise<Result<Uint8Array>> {
  const details = { output: ended.text.slice(-KEPT_CHARACTERS) };
  if (ended.kind === 'timed-out') return fail({ ...timedOut(fileName), details });
  const output = readCompilerOutput(ended.text);
  const compiled = await readFile(file).catch(() => null); // absent: the compiler failed, whatever it says
  if (ended.code === 0 && compiled !== null && output.failureReason === null)
    return ok(new Uint8Array(compiled));
  if (ended.signal !== null) return fail({ ...crashed(fileName, ended.signal), details });
  return fail({ ...refused(fileName, output.failureReason), details });
}

function notThere(command: string): Failure {
  return {
    code: 'cli/no-compiler',
    message: `There is no Edge TPU compiler: "${command}" cannot be started.`,
    hint: 'Install edgetpu_compiler (Linux x86-64), or name it with --compiler PATH. Without it: reef cut, then compile.ipynb.',
  };
}

function timedOut(fileName: string): Failure {
  return {
    code: 'segment/compile-timeout',
    message: `The compiler did not finish ${fileName} in its time.`,
    hint: 'Give it longer with --timeout SECONDS, or cut into more segments.',
  };
}

function crashed(fileName: string, signal: string): Failure {
  return {
    code: 'segment/compile-crashed',
    message: `The compiler crashed on ${fileName} (${signal}).`,
    hint: 'Cut the model elsewhere, or into another number of segments.',
  };
}

function refused(fileName: string, reason: string | null): Failure {
  return {
    code: 'segment/compile-failed',
    message: `The compiler refused ${fileName}${reason === null ? ' without saying why' : `: ${reason}`}.`,
    hint: 'Large activation tensors or operators that do not map are the usual reasons; cut earlier or later, or look at: reef inspect.',
  };
}
