// Styles that several elements use; each element lists what it needs in `static override styles`.
import { css } from 'lit';

/** Box model, focus ring and text that only assistive technology reads. Every element takes these. */
export const baseStyles = css`
  :host {
    box-sizing: border-box;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** Buttons and fields. `.primary` is for the one main action of a view, `.plain` for actions inside text and rows. */
export const controlStyles = css`
  button,
  select,
  input {
    font: inherit;
    color: inherit;
    font-variant-numeric: inherit;
  }
  button {
    padding: 6px var(--space-3);
    border: 1px solid var(--field-line);
    border-radius: var(--radius);
    background: var(--surface);
    font-weight: 500;
    white-space: nowrap;
    cursor: pointer;
  }
  button:hover {
    background: var(--hover);
  }
  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  button.primary:hover {
    filter: brightness(1.08);
  }
  button.plain {
    padding: 2px var(--space-1);
    border-color: transparent;
    background: none;
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  button.plain:hover {
    background: var(--hover);
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  select,
  input:not([type='radio'], [type='checkbox']) {
    height: 29px;
    padding: 0 var(--space-3);
    border: 1px solid var(--field-line);
    border-radius: var(--radius);
    background: var(--surface);
    text-align: right;
  }
  input[type='radio'],
  input[type='checkbox'] {
    accent-color: var(--accent);
  }
`;

/** Headlines, captions, quiet text, and the tag that says estimated, simulated or measured. */
export const textStyles = css`
  h1,
  h2,
  h3,
  p {
    margin: 0;
  }
  h1 {
    font-size: var(--text-title);
    font-weight: 600;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  h2,
  .caption {
    font-size: var(--text-caption);
    font-weight: 600;
    line-height: 1.45;
    color: var(--ink-2);
  }
  .caption {
    font-weight: 400;
  }
  .quiet {
    color: var(--ink-2);
  }
  .tag {
    display: inline-block;
    padding: 1px 6px;
    border: 1px solid var(--ink-4);
    border-radius: 4px;
    font-size: var(--text-caption);
    font-weight: 400;
    letter-spacing: 0;
    line-height: 1.4;
    color: var(--ink-2);
    vertical-align: 3px;
  }
  .number {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
`;
