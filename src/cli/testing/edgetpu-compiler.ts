// Stands in for the vendor's compiler in tests: the same command line, files and words, built on the virtual compiler.
// STAND_IN_FAILURE makes it fail as the real one does: crash, timeout, internal, failed, no-output; with STAND_IN_AFTER=N
// only from the N-th call on (counted in the file STAND_IN_COUNT). STAND_IN_BUDGET gives the chip another number of bytes for parameters.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compilerText, compileVirtually, operationLogText } from '../../virtual/index.ts';

const VERSION = 'Edge TPU Compiler version 16.0.384591198';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out_dir: { type: 'string', short: 'o', default: '.' },
    show_operations: { type: 'boolean', short: 's' },
    timeout_sec: { type: 'string', short: 't' },
    search_delegate: { type: 'boolean', short: 'd' },
    version: { type: 'boolean', short: 'v' },
  },
});

process.exitCode = main();

function main(): number {
  if (values.version === true) {
    console.log(VERSION);
    return 0;
  }
  const failure = failureNow();
  if (failure !== null) return failAs(failure);
  for (const file of positionals) {
    const code = compileFile(file);
    if (code !== 0) return code;
  }
  return 0;
}

function compileFile(file: string): number {
  const source = readFileSync(file);
  const budget = process.env['STAND_IN_BUDGET'];
  const result = compileVirtually(
    new Uint8Array(source),
    budget === undefined ? {} : { budgetBytes: Number(budget) },
  );
  if (!result.ok) {
    console.log(`${VERSION}\n\nERROR: ${result.failure.message}\nCompilation failed! `);
    return 1;
  }
  mkdirSync(values.out_dir, { recursive: true });
  const stem = path.basename(file, '.tflite');
  const names = {
    input: path.basename(file),
    output: `${stem}_edgetpu.tflite`,
    log: `${stem}_edgetpu.log`,
    inputBytes: source.length,
  };
  writeFileSync(path.join(values.out_dir, names.output), result.value.bytes);
  writeFileSync(path.join(values.out_dir, names.log), operationLogText(result.value.costs, names));
  process.stdout.write(compilerText(result.value, names));
  return 0;
}

function failureNow(): string | null {
  const failure = process.env['STAND_IN_FAILURE'];
  if (failure === undefined || failure === '') return null;
  const counter = process.env['STAND_IN_COUNT'];
  if (counter === undefined) return failure;
  const calls = 1 + (existsSync(counter) ? Number(readFileSync(counter, 'utf8')) : 0);
  writeFileSync(counter, String(calls));
  return calls > Number(process.env['STAND_IN_AFTER'] ?? 0) ? failure : null;
}

function failAs(failure: string): number {
  console.log(VERSION);
  switch (failure) {
    case 'crash':
      process.kill(process.pid, 'SIGSEGV');
      return 1;
    case 'timeout':
      // Longer than any test waits; the caller has to end it.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600_000);
      return 1;
    case 'internal':
      console.log('Internal compiler error. Aborting! ');
      return 1;
    case 'no-output':
      return 0;
    default:
      console.log(
        'Started a compilation timeout timer of 180 seconds.\nERROR: Attempting to use a delegate that only supports static-sized tensors with a graph that has dynamic-sized tensors.\nCompilation failed: Compilation failed due to large activation tensors in model.\nCompilation child process completed within timeout period.\nCompilation failed! ',
      );
      return 1;
  }
}
