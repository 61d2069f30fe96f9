import { describe, expect, it } from 'vitest';
import { ariaKeys, COMMAND_KEYS, commandOfKey, keyCaps } from './keys.ts';
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
