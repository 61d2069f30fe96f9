import type { ThemeName } from '../contract.ts';

const COLOUR_TOKENS = [
  ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((n) => [`segment-${String(n)}`, `on-segment-${String(n)}`]),
  ...[
    'streaming',
    'streaming-text',
    'warn',
    'accent',
    'on-accent',
    'ink-1',
    'ink-2',
    'ink-3',
    'ink-4',
  ],
  ...['line', 'field-line', 'page', 'surface', 'hover'],
];

/** Makes the colour tokens read as resolved colours (`getComputedStyle`), which a canvas needs. Once per page. */
export function registerColours(): void {
  for (const token of COLOUR_TOKENS) {
    CSS.registerProperty({
      name: `--${token}`,
      syntax: '<color>',
      inherits: true,
      initialValue: 'transparent',
    });
  }
}

/** Light, dark, or what the system says. */
export function applyTheme(root: HTMLElement, theme: ThemeName): void {
  root.style.colorScheme = theme === 'system' ? 'light dark' : theme;
}
