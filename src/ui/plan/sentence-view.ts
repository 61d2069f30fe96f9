import { html, type TemplateResult } from 'lit';
import type { Sentence } from '../../report/index.ts';

/** A sentence with its stressed parts. Text is set as text, never as markup. */
export function renderSentence(parts: Sentence): readonly TemplateResult[] {
  return parts.map((part) =>
    part.isStrong ? html`<strong>${part.text}</strong>` : html`${part.text}`,
  );
}
