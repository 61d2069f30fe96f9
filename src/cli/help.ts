import type { Command, OptionSpec } from './command.ts';
import { COMMON_OPTIONS } from './parse-arguments.ts';
import { formatTable } from './table.ts';

const INTRODUCTION = `Reef cuts a quantised .tflite CNN into a balanced pipeline over several Coral Edge TPUs.

Usage: reef COMMAND [ARGUMENTS] [OPTIONS]`;

const NOTES = `MODEL is a .tflite file, or sample:NAME for one of the samples ("reef samples" lists them).
Times and ratios are estimated unless the output says otherwise. Exit status: 0 done, 1 bad input, 2 bad usage.
"reef COMMAND --help" explains a command; docs/cli.md describes the JSON.`;

/** The help of the whole tool. */
export function describeTool(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => [`  ${name}`, summary]);
  return `${INTRODUCTION}\n\nCommands:\n${formatTable({ rows })}\n\n${NOTES}`;
}

/** The help of one command. */
export function describeCommand(command: Command): string {
  const positionals = command.positionals.map(({ name, description }) => [
    `  ${name}`,
    description,
  ]);
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(
    ([name, spec]) => [`  ${describeOption(name, spec)}`, spec.description] as const,
  );
  const usage = ['reef', command.name, ...command.positionals.map(({ name }) => name), '[OPTIONS]'];
  return [
    command.summary,
    `Usage: ${usage.join(' ')}`,
    ...(positionals.length > 0 ? [`Arguments:\n${formatTable({ rows: positionals })}`] : []),
    `Options:\n${formatTable({ rows: options })}`,
    `Examples:\n${command.examples.map((example) => `  ${example}`).join('\n')}`,
  ].join('\n\n');
}

function describeOption(name: string, { kind, placeholder }: OptionSpec): string {
  return kind === 'flag' ? `--${name}` : `--${name} ${placeholder ?? 'VALUE'}`;
}
