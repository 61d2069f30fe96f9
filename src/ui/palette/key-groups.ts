// The key list: keys of commands by what they are for, then keys that elements take while they have the focus. Pure.
import type { Command } from './command-types.ts';
import { COMMAND_KEYS, ELEMENT_KEYS, isSingle, keyCaps, PASTE_KEY } from './keys.ts';

export interface KeyLine {
  readonly title: string;
  /** Ways to press it; each a list of caps. */
  readonly ways: readonly (readonly string[])[];
  /** True for keys of one character, which can be switched off. */
  readonly isSingle: boolean;
}

export interface KeyGroup {
  readonly title: string;
  readonly lines: readonly KeyLine[];
}

/** All keys, grouped. `commands` name what they do now. */
export function listKeyGroups(commands: readonly Command[], isApple: boolean): readonly KeyGroup[] {
  const groups = new Map<string, KeyLine[]>();
  const add = (title: string, line: KeyLine): void => {
    groups.set(title, [...(groups.get(title) ?? []), line]);
  };
  for (const command of commands) {
    const strokes = COMMAND_KEYS[command.id];
    if (strokes === undefined) continue;
    add(GROUP_TITLES[command.group] ?? command.group, {
      title: command.title,
      ways: strokes.map((stroke) => keyCaps(stroke, isApple)),
      isSingle: strokes.some(isSingle),
    });
  }
  add('Everywhere', {
    title: 'Open the link or file that was copied',
    ways: [keyCaps(PASTE_KEY, isApple)],
    isSingle: false,
  });
  for (const { group, keys, title } of ELEMENT_KEYS) {
    const ways = keys.map((key) => (typeof key === 'string' ? [key] : key));
    add(group, { title, ways, isSingle: false });
  }
  return [...groups].map(([title, lines]) => ({ title, lines }));
}

/** Groups that have few keys share a heading. */
const GROUP_TITLES: Readonly<Partial<Record<Command['group'], string>>> = {
  Views: 'Everywhere',
  Model: 'Everywhere',
  Plan: 'Everywhere',
  Page: 'Everywhere',
  Help: 'Everywhere',
};
