import { css } from 'lit';

/** What the two blocks of the set-up column share. */
export const columnStyles = css`
  :host {
    display: block;
    font-size: 13px;
  }
  h2 {
    margin: 0 0 var(--space-2);
  }
  .row {
    display: grid;
    grid-template-columns: 1fr 104px;
    align-items: center;
    gap: var(--space-2);
    min-height: 33px;
  }
  select,
  input:not([type='radio'], [type='checkbox']) {
    width: 100%;
    min-width: 0;
  }
  select {
    padding: 0 var(--space-2);
    text-align-last: right;
  }
  .hint {
    margin: 0 0 var(--space-2);
    color: var(--ink-3);
    font-size: 11px;
    line-height: 1.4;
  }
`;
