import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** A key with its modifiers, or several keys of the same use, as caps. */
export function renderCaps(caps: readonly string[]): TemplateResult {
  return html`<span class="caps">${caps.map((cap) => html`<kbd>${cap}</kbd>`)}</span>`;
}

/** True on keyboards that have Cmd in the place of Ctrl. */
export function isAppleKeyboard(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
