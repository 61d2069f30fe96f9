// What a command is. A command is one file in commands/ and one line in registry.ts.

import { fail } from '../base/index.ts';
import type { OnProgress, Result } from '../base/index.ts';

export interface OptionSpec {
  readonly kind: 'value' | 'flag';
  /** Stands for the value in the help: `N|auto`. */
  readonly placeholder?: string;
  readonly description: string;
}

export interface PositionalSpec {
  readonly name: string;
  readonly description: string;
}

export interface CommandInput {
  readonly positionals: readonly string[];
  readonly options: CommandOptions;
  readonly onProgress: OnProgress;
}

/** The options as typed; absent ones are undefined. */
export interface CommandOptions {
  readonly value: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
}

/** What a command has to say, in both forms; only the one that is asked for is made. */
export interface CommandOutput {
  /** Plain data, documented in docs/cli.md. */
  readonly json: () => unknown;
  /** Lines for people, without the last line break. */
  readonly text: () => string;
  /** 1 where the command did its work and the answer is bad news (`verify`: not equal). */
  readonly exitCode?: 0 | 1;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly positionals: readonly PositionalSpec[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
  readonly run: (input: CommandInput) => Promise<Result<CommandOutput>>;
}

/** Failures of this code end with exit status 2 instead of 1. */
export const USAGE_CODE = 'cli/usage';

/** Bad usage: an option or argument that cannot be meant. */
export function failUsage(message: string, hint: string): Result<never> {
  return fail({ code: USAGE_CODE, message, hint });
}
