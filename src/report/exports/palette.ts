// The colours of the page as values, for files that stand alone. The page's own stand in ui/theme/tokens.css, which a
// test compares with these.
import type { ColourToken } from '../charts/index.ts';

export type FileTheme = 'light' | 'dark';
export const FILE_THEMES: readonly FileTheme[] = ['light', 'dark'];

type Pair = readonly [light: string, dark: string];

const PALETTE: Readonly<Record<ColourToken, Pair>> = {
  'segment-1': ['#3b6fb6', '#6ea0e6'],
  'segment-2': ['#2a9d8f', '#4cc3b4'],
  'segment-3': ['#8a5bb0', '#b58be0'],
  'segment-4': ['#6b8f2f', '#a3c765'],
  'segment-5': ['#b5487c', '#e07ab0'],
  'segment-6': ['#3f8fb8', '#6fc0e6'],
  'segment-7': ['#5b6472', '#a5afbd'],
  'segment-8': ['#3d7a52', '#7bc396'],
  'on-segment-1': ['#ffffff', '#10141a'],
  'on-segment-2': ['#10141a', '#10141a'],
  'on-segment-3': ['#ffffff', '#10141a'],
  'on-segment-4': ['#10141a', '#10141a'],
  'on-segment-5': ['#ffffff', '#10141a'],
  'on-segment-6': ['#10141a', '#10141a'],
  'on-segment-7': ['#ffffff', '#10141a'],
  'on-segment-8': ['#ffffff', '#10141a'],
  streaming: ['#b75a0c', '#f0a35e'],
  'streaming-text': ['#a34f08', '#f0a35e'],
  warn: ['#b75a0c', '#f0a35e'],
  accent: ['#2d5fa8', '#6ea0e6'],
  'ink-1': ['#1a1d21', '#e7e9ec'],
  'ink-2': ['#4d545e', '#b1b8c2'],
  'ink-3': ['#626a76', '#98a1ad'],
  'ink-4': ['#b4bac4', '#4a525d'],
  line: ['#e1e4e9', '#2a2f36'],
  'field-line': ['#858d98', '#6d7580'],
  page: ['#f6f7f9', '#14171b'],
  surface: ['#ffffff', '#1b1f24'],
};

/** A token as a colour that stands by itself: "#3b6fb6". */
export function colourValue(token: ColourToken, theme: FileTheme): string {
  return PALETTE[token][theme === 'light' ? 0 : 1];
}

export const COLOUR_TOKENS = Object.keys(PALETTE) as readonly ColourToken[];
