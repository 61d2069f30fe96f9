// The keys of the page, once: which command each stands for, how it is written, and when an event is that key. Keys that
// belong to an element (a cut, a list) are listed too, so that the key list is complete; the element itself acts.

/** A key with its modifiers: `Mod` is Ctrl, or Cmd where keyboards have that. */
export interface KeyStroke {
  readonly key: string;
  readonly isMod?: true;
  readonly isShift?: true;
}

/** Keys by command id. The first is the one that is shown beside the command. */
export const COMMAND_KEYS: Readonly<Record<string, readonly KeyStroke[]>> = {
  'view-model': [{ key: '1' }],
  'view-plan': [{ key: '2' }],
  'view-run': [{ key: '3' }],
  'view-share': [{ key: '4' }],
  'open-file': [{ key: 'o' }],
  undo: [{ key: 'z', isMod: true }],
  redo: [
    { key: 'z', isMod: true, isShift: true },
    { key: 'y', isMod: true },
  ],
  palette: [{ key: 'k', isMod: true }],
  'key-list': [{ key: '?' }],
  help: [{ key: 'h' }],
  close: [{ key: 'escape' }],
};

export interface ElementKeys {
  readonly group: string;
  /** Ways to press it: one cap, or caps that are held together. */
  readonly keys: readonly (string | readonly string[])[];
  readonly title: string;
}

/** Key of the browser's own that the page answers: what was copied comes with it. */
export const PASTE_KEY: KeyStroke = { key: 'v', isMod: true };

const ARROWS = ['←', '→', '↑', '↓'];
const PAGES = ['Page ↑', 'Page ↓'];
const ENDS = ['Home', 'End'];

/** Keys that elements take while they have the focus. */
export const ELEMENT_KEYS: readonly ElementKeys[] = [
  { group: 'On a cut', keys: ARROWS, title: 'Move it to the next depth' },
  { group: 'On a cut', keys: PAGES, title: 'Move it by ten depths' },
  { group: 'On a cut', keys: ENDS, title: 'Move it as far as it goes' },
  { group: 'On a cut', keys: ['Delete', 'Backspace'], title: 'Remove it' },
  { group: 'On the depth profile', keys: ARROWS, title: 'Read the next depth' },
  { group: 'On the depth profile', keys: PAGES, title: 'Pass ten depths' },
  { group: 'On the depth profile', keys: ENDS, title: 'Read the first or the last' },
  { group: 'On the depth profile', keys: ['Enter'], title: 'Cut after the depth that is read' },
  { group: 'On the throughput chart', keys: ARROWS, title: 'Read the next number of devices' },
  { group: 'On the throughput chart', keys: PAGES, title: 'Pass four numbers' },
  { group: 'On the throughput chart', keys: ENDS, title: 'Read the first or the last' },
  { group: 'On the throughput chart', keys: ['Enter', 'Space'], title: 'Plan for that number' },
  { group: 'On the operator graph', keys: ARROWS, title: 'Walk along the tensors' },
  { group: 'On the operator graph', keys: [['Shift', '← → ↑ ↓']], title: 'Move the picture' },
  { group: 'On the operator graph', keys: ENDS, title: 'Go to the first or the last operator' },
  { group: 'On the operator graph', keys: ['Enter', 'Space'], title: 'Select the operator' },
  { group: 'On the operator graph', keys: ['+', '-'], title: 'Zoom' },
  { group: 'On the operator graph', keys: ['0'], title: 'Show all of it' },
  {
    group: 'On the operator graph',
    keys: ['Enter', ['Shift', 'Enter']],
    title: 'In its search field: the next or the previous one found',
  },
  { group: 'In lists and tables', keys: ['↑', '↓'], title: 'Go to the next entry' },
  { group: 'In lists and tables', keys: PAGES, title: 'Pass several, where the list is long' },
  { group: 'In lists and tables', keys: ['Enter'], title: 'Choose it' },
  { group: 'On an underlined word', keys: ['Enter', 'Space'], title: 'Explain it' },
  { group: 'In the name of a pin', keys: ['Enter'], title: 'Keep what is written' },
  { group: 'In the name of a pin', keys: ['Esc'], title: 'Leave the name as it was' },
];

/** The part of a keyboard event that says which key it is. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The command that a key press stands for; null where it is none. */
export function commandOfKey(press: KeyPress, hasSingleKeys: boolean): string | null {
  for (const [id, strokes] of Object.entries(COMMAND_KEYS)) {
    if (strokes.some((stroke) => isStroke(stroke, press, hasSingleKeys))) return id;
  }
  return null;
}

function isStroke(stroke: KeyStroke, press: KeyPress, hasSingleKeys: boolean): boolean {
  if (press.altKey || press.key.toLowerCase() !== stroke.key) return false;
  const isMod = press.ctrlKey || press.metaKey;
  if (isMod !== (stroke.isMod ?? false)) return false;
  if (isSingle(stroke)) return hasSingleKeys;
  // Characters say themselves whether they need Shift ("?"); only chords tell the two apart.
  return !isMod || press.shiftKey === (stroke.isShift ?? false);
}

/** True for a key of one character with no modifier: speech input may type it by accident, so it can be switched off. */
export function isSingle(stroke: KeyStroke): boolean {
  return stroke.isMod !== true && stroke.key.length === 1;
}

/** The caps of a stroke as people read them: ["Ctrl", "Shift", "Z"], or ["⇧", "⌘", "Z"]. */
export function keyCaps(stroke: KeyStroke, isApple: boolean): readonly string[] {
  const key = NAMES[stroke.key] ?? stroke.key.toUpperCase();
  const shift = stroke.isShift ? [isApple ? '⇧' : 'Shift'] : [];
  const mod = stroke.isMod ? [isApple ? '⌘' : 'Ctrl'] : [];
  return isApple ? [...shift, ...mod, key] : [...mod, ...shift, key];
}

/** For `aria-keyshortcuts`: "Control+K". */
export function ariaKeys(stroke: KeyStroke, isApple: boolean): string {
  const mod = stroke.isMod ? [isApple ? 'Meta' : 'Control'] : [];
  const key = stroke.key.length === 1 ? stroke.key.toUpperCase() : 'Escape';
  return [...mod, ...(stroke.isShift ? ['Shift'] : []), key].join('+');
}

const NAMES: Readonly<Record<string, string>> = { escape: 'Esc' };
