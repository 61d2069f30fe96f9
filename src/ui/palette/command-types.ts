// What a command is: plain data, made anew from the state whenever somebody looks. Nothing here acts.
import type { Failure } from '../../base/index.ts';
import type { AppState, ReefEvents } from '../contract.ts';

/** Groups in the order in which palette and key list show them. */
export const COMMAND_GROUPS = [
  'Views',
  'Model',
  'Plan',
  'Devices',
  'Strategies',
  'Result',
  'Run',
  'Page',
  'Help',
  'Samples',
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/** An event of the contract, with its detail. */
type EventIntent = {
  readonly [Name in keyof ReefEvents]: {
    readonly kind: 'event';
    readonly name: Name;
    readonly detail: ReefEvents[Name];
  };
}[keyof ReefEvents];

/** What a command does, as data: an event of the contract, or something that needs the page itself. */
export type Intent =
  | EventIntent
  | { readonly kind: 'open-file' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'key-list' }
  | { readonly kind: 'single-keys'; readonly isOn: boolean }
  | { readonly kind: 'close' }
  | { readonly kind: 'copy-link' }
  | { readonly kind: 'print' }
  | { readonly kind: 'run' }
  | { readonly kind: 'run-cancel' }
  | { readonly kind: 'connect' }
  | { readonly kind: 'virtual' }
  | { readonly kind: 'cpu' };

export interface Command {
  /** Names it for keys and tests: `view-plan`, `devices-4`, `sample-resnet50`. */
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** Other words that people look for it by. */
  readonly words?: string;
  /** How far it is, or that it is so already; beside the title. */
  readonly note?: string;
  /** Why it cannot be chosen now; null where it can. */
  readonly unavailable: string | null;
  /** False for what only typing finds, since the list would be long otherwise. */
  readonly isListed: boolean;
  readonly intent: Intent;
}

/** What the Run view says of a run; null while that view has not been opened. */
export interface RunReading {
  readonly isRunning: boolean;
  /** Why Run cannot be chosen; null where it can. */
  readonly obstacle: string | null;
  /** Inferences that a run would make. */
  readonly inferences: number;
  /** Of a run that is under way: "7 of 15". */
  readonly progress: string;
  /** Devices that the plan asks for and that are not there. */
  readonly missingCount: number;
}

/** All that decides which commands there are. */
export interface CommandContext {
  readonly state: AppState;
  readonly run: RunReading | null;
  /** False where the person has switched keys of one character off. */
  readonly hasSingleKeys: boolean;
  /** Why the model cannot be cut; null where it can, or where none is open. */
  readonly obstacle?: Failure | null;
}
