import { parseArgs } from 'node:util';
import { ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { failUsage } from './command.ts';
import type { Command, CommandOptions, OptionSpec } from './command.ts';

export interface ParsedArguments {
  readonly positionals: readonly string[];
  readonly options: CommandOptions;
}

/** Options that every command has. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  json: { kind: 'flag', description: 'Print JSON for programs instead of tables.' },
  help: { kind: 'flag', description: 'Print this help.' },
};

/** Reads a command's arguments. Failure: `cli/usage`, with the command's help as the hint. */
export function parseArguments(command: Command, args: readonly string[]): Result<ParsedArguments> {
  const specs = { ...COMMON_OPTIONS, ...command.options };
  const seeHelp = `Type "reef ${command.name} --help" for its options.`;
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(specs).map(([name, { kind }]) => [
        name,
        { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
    strict: false, // its own messages speak to programmers
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const spec = specs[token.name];
    if (!spec) return failUsage(`There is no option ${token.rawName} here.`, seeHelp);
    const problem = describeProblem(spec, token);
    if (problem !== null) return failUsage(`The option ${token.rawName} ${problem}`, seeHelp);
    values.set(token.name, token.value ?? true);
  }
  const options: CommandOptions = {
    value: (name) => {
      const value = values.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    flag: (name) => values.has(name),
  };
  if (options.flag('help')) return ok({ positionals, options });
  const countProblem = describePositionals(command, positionals);
  return countProblem === null ? ok({ positionals, options }) : failUsage(countProblem, seeHelp);
}

interface OptionToken {
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function describeProblem(spec: OptionSpec, { value, inlineValue }: OptionToken): string | null {
  if (spec.kind === 'flag') return value === undefined ? null : 'takes no value.';
  if (value === undefined || value === '') return `needs a value (${spec.placeholder ?? ''}).`;
  // Without this, "--devices --json" would take "--json" for the number of devices.
  const isNextOption = inlineValue !== true && value.startsWith('--');
  return isNextOption ? `needs a value (${spec.placeholder ?? ''}).` : null;
}

function describePositionals(command: Command, positionals: readonly string[]): string | null {
  const missing = command.positionals[positionals.length];
  if (missing) return `"reef ${command.name}" needs ${missing.name}: ${missing.description}`;
  const extra = positionals[command.positionals.length];
  return extra === undefined
    ? null
    : `"reef ${command.name}" does not know what to do with "${extra}".`;
}
