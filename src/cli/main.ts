// Entry of the command line: bin/reef.mjs runs the bundle of this file.
import { runCli } from './run.ts';

// "reef inspect MODEL | head" closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  isStderrTerminal: process.stderr.isTTY,
  now: () => performance.now(),
});
