// The registry: everything that can be done on the page, with whether it can be done now. Pure, made anew from the state.
import { planCommands } from './commands-plan.ts';
import { pageCommands } from './commands-page.ts';
import { resultCommands } from './commands-result.ts';
import { COMMAND_GROUPS } from './command-types.ts';
import type { Command, CommandContext } from './command-types.ts';

/** All commands, group by group. */
export function listCommands(context: CommandContext): readonly Command[] {
  const all = [...pageCommands(context), ...planCommands(context), ...resultCommands(context)];
  return COMMAND_GROUPS.flatMap((group) => all.filter((command) => command.group === group));
}

/** The command of this id; undefined where there is none in this state. */
export function findCommand(id: string, context: CommandContext): Command | undefined {
  return listCommands(context).find((command) => command.id === id);
}
