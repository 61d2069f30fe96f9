import type { ThemeName } from '../contract.ts';

/** Light, dark, or what the system says. */
export function applyTheme(root: HTMLElement, theme: ThemeName): void {
  root.style.colorScheme = theme === 'system' ? 'light dark' : theme;
}
