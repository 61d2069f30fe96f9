// From arguments to output and exit status: 0 done, 1 bad input, 2 bad usage.

import type { Failure, Result } from '../base/index.ts';
import { FailureError, fail } from '../base/index.ts';
import { failUsage, USAGE_CODE } from './command.ts';
import type { Command, CommandOutput } from './command.ts';
import { describeCommand, describeTool } from './help.ts';
import { parseArguments } from './parse-arguments.ts';
import { createProgress } from './progress.ts';
import { COMMANDS } from './registry.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line (without "node" and the script) and returns the exit status. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const isJson = args.includes('--json');
  const result = await dispatch(args, terminal);
  if (!result.ok) {
    terminal.stderr(isJson ? describeAsJson(result.failure) : describeForPeople(result.failure));
    return result.failure.code === USAGE_CODE ? 2 : 1;
  }
  const { json, text, exitCode = 0 } = result.value;
  terminal.stdout(`${isJson ? JSON.stringify(json(), null, 2) : text()}\n`);
  return exitCode;
}

async function dispatch(
  args: readonly string[],
  terminal: Terminal,
): Promise<Result<CommandOutput>> {
  const [first, ...rest] = args;
  const isHelp = first === undefined || first === 'help' || first === '--help' || first === '-h';
  const name = isHelp ? rest.find((word) => !word.startsWith('-')) : first;
  if (name === undefined) {
    return first === undefined
      ? failUsage('reef needs a command.', describeTool(COMMANDS))
      : helpOutput(describeTool(COMMANDS));
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) {
    const names = COMMANDS.map((candidate) => candidate.name).join(', ');
    return failUsage(`There is no command "${name}".`, `The commands are: ${names}.`);
  }
  return isHelp ? helpOutput(describeCommand(command)) : runCommand(command, rest, terminal);
}

async function runCommand(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
): Promise<Result<CommandOutput>> {
  const parsed = parseArguments(command, args);
  if (!parsed.ok) return parsed;
  if (parsed.value.options.flag('help')) return helpOutput(describeCommand(command));
  const { onProgress, clear } = createProgress(terminal);
  try {
    return await command.run({ ...parsed.value, onProgress });
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure);
    throw error;
  } finally {
    clear();
  }
}

function helpOutput(help: string): Result<CommandOutput> {
  return { ok: true, value: { json: () => ({ help }), text: () => help } };
}

function describeForPeople({ message, hint }: Failure): string {
  return hint === undefined ? `reef: ${message}\n` : `reef: ${message}\n${hint}\n`;
}

function describeAsJson({ code, message, hint, details }: Failure): string {
  const error = { code, message, hint: hint ?? null, ...(details && { details }) };
  return `${JSON.stringify({ error }, null, 2)}\n`;
}
