import type { Command } from './command.ts';
import { compare } from './commands/compare.ts';
import { cut } from './commands/cut.ts';
import { inspect } from './commands/inspect.ts';
import { packageCommand } from './commands/package.ts';
import { plan } from './commands/plan.ts';
import { refine } from './commands/refine.ts';
import { run } from './commands/run.ts';
import { sample } from './commands/sample.ts';
import { samples } from './commands/samples.ts';
import { verify } from './commands/verify.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  samples,
  sample,
  inspect,
  plan,
  compare,
  cut,
  verify,
  packageCommand,
  run,
  refine,
];
