// What a key of the page does. Loaded with the registry of commands, once there is somebody to press keys.
import { findCommand } from './commands.ts';
import { performIntent } from './perform.ts';
import type { Performer } from './perform.ts';

/** Does what the command stands for, where that can be done now; false where there is no such command in this state. */
export function performCommand(id: string, performer: Performer, hasSingleKeys: boolean): boolean {
  const command = findCommand(id, { state: performer.app.store.state, run: null, hasSingleKeys });
  if (command === undefined) return false;
  if (command.unavailable === null) performIntent(command.intent, performer);
  return true;
}
