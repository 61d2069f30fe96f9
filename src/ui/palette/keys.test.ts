import { describe, expect, it } from 'vitest';
import { depthForKey } from '../charts/cut-steps.ts';
import { depthForReadKey } from '../charts/read-keys.ts';
import { readGraphKey } from '../graph/graph-keys.ts';
import { ariaKeys, COMMAND_KEYS, commandOfKey, ELEMENT_KEYS, keyCaps } from './keys.ts';
import type { KeyPress } from './keys.ts';

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

function press(key: string, patch: Partial<KeyPress> = {}): KeyPress {
  return { ...NONE, key, ...patch };
}

describe('the command of a key', () => {
  it.each([
    [press('1'), 'view-model'],
    [press('O', { shiftKey: true }), 'open-file'],
    [press('z', { ctrlKey: true }), 'undo'],
    [press('z', { metaKey: true }), 'undo'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'redo'],
    [press('y', { ctrlKey: true }), 'redo'],
    [press('k', { ctrlKey: true }), 'palette'],
    [press('?', { shiftKey: true }), 'key-list'],
    [press('?'), 'key-list'],
    [press('Escape'), 'close'],
  ])('%o is %s', (event, id) => {
    expect(commandOfKey(event, true)).toBe(id);
  });

  it.each([
    press('q'),
    press('k'),
    press('1', { ctrlKey: true }),
    press('1', { altKey: true }),
    press('o', { metaKey: true }),
    press('k', { ctrlKey: true, shiftKey: true }),
  ])('%o is none', (event) => {
    expect(commandOfKey(event, true)).toBeNull();
  });

  it('rests for keys of one character while they are switched off, and only for those', () => {
    expect(commandOfKey(press('1'), false)).toBeNull();
    expect(commandOfKey(press('?', { shiftKey: true }), false)).toBeNull();
    expect(commandOfKey(press('k', { ctrlKey: true }), false)).toBe('palette');
    expect(commandOfKey(press('Escape'), false)).toBe('close');
  });
});

describe('how keys are written', () => {
  it('names modifiers as the keyboard does', () => {
    const redo = { key: 'z', isMod: true, isShift: true } as const;
    expect(keyCaps(redo, false)).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keyCaps(redo, true)).toEqual(['⇧', '⌘', 'Z']);
    expect(keyCaps({ key: 'escape' }, false)).toEqual(['Esc']);
    expect(ariaKeys(redo, false)).toBe('Control+Shift+Z');
  });

  it('gives no key to two commands', () => {
    const strokes = Object.values(COMMAND_KEYS).flat();
    const names = strokes.map((stroke) => ariaKeys(stroke, false));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the keys that are listed for an element', () => {
  const CAPS: readonly (readonly [key: string, cap: string])[] = [
    ...([
      ['ArrowLeft', '←'],
      ['ArrowRight', '→'],
      ['ArrowUp', '↑'],
      ['ArrowDown', '↓'],
    ] as const),
    ...([
      ['PageUp', 'Page ↑'],
      ['PageDown', 'Page ↓'],
      ['Home', 'Home'],
      ['End', 'End'],
    ] as const),
    ...([
      ['Enter', 'Enter'],
      [' ', 'Space'],
      ['Delete', 'Delete'],
      ['Escape', 'Esc'],
    ] as const),
    ...([
      ['Backspace', 'Backspace'],
      ['+', '+'],
      ['-', '-'],
      ['0', '0'],
      ['5', '5'],
    ] as const),
  ];
  const DEPTHS = [1, 2, 3, 4, 5, 6, 7, 8];

  it.each<[group: string, does: (key: string) => boolean, besides: readonly string[]]>([
    ['On a cut', (key) => depthForKey(key, 4, DEPTHS) !== undefined, ['Delete', 'Backspace']],
    ['On the depth profile', (key) => depthForReadKey(key, 4, 8) !== null, ['Enter']],
    ['On the throughput chart', (key) => depthForReadKey(key, 4, 8) !== null, ['Enter', 'Space']],
    ['On the operator graph', (key) => readGraphKey(press(key)) !== null, []],
  ])('%s are those that it takes', (group, does, besides) => {
    const listed = ELEMENT_KEYS.filter((line) => line.group === group).flatMap(({ keys }) => keys);
    const taken = CAPS.filter(([key]) => does(key)).map(([, cap]) => cap);
    const single = new Set(listed.filter((key) => typeof key === 'string'));
    expect([...single].sort()).toEqual([...taken, ...besides].sort());
  });
});
