// A question where it comes up: a word or two in the text, which opens Help at its answer.
import { css, html } from 'lit';
import type { TemplateResult } from 'lit';
import { emit } from '../contract.ts';
import type { HelpTopic } from '../contract.ts';

/** As high as the text around it, so that no line moves. */
export const askStyles = css`
  button.ask {
    padding: 0 2px;
    border: none;
    background: none;
    color: var(--accent);
    font: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
    white-space: nowrap;
    cursor: pointer;
  }
  button.ask:hover {
    background: var(--hover);
  }
`;

export function renderAsk(host: EventTarget, topic: HelpTopic, words: string): TemplateResult {
  return html`<button
    class="ask"
    type="button"
    @click=${() => {
      emit(host, 'help-requested', { topic });
    }}
  >
    ${words}
  </button>`;
}
