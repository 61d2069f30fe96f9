import { css } from 'lit';

/** Two lists of rows on one grid: what it is, what opens it, buttons. */
export const shareFilesStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  section + section {
    margin-top: var(--space-4);
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 22px;
    border-bottom: 1px solid var(--line);
  }
  fieldset {
    display: flex;
    gap: var(--space-3);
    margin: 0;
    padding: 0;
    border: none;
    color: var(--ink-2);
    font-size: var(--text-caption);
  }
  label {
    display: flex;
    align-items: center;
    gap: var(--space-1);
  }
  input {
    margin: 0;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 var(--space-3);
    min-height: 27px;
    padding: 1px 0 2px;
    line-height: 1.3;
    border-bottom: 1px solid var(--line);
  }
  .note {
    grid-row: 2;
    color: var(--ink-3);
    font-size: 11px;
    line-height: 1.3;
  }
  .note:empty {
    display: none;
  }
  .lacking .what {
    color: var(--ink-2);
  }
  .buttons {
    display: flex;
    grid-row: 1 / -1;
    grid-column: 2;
    gap: var(--space-2);
  }
  .buttons button {
    padding-block: 0;
    font-size: 12px;
  }
  .buttons button:last-child {
    margin-right: calc(-1 * var(--space-1));
  }
  .said {
    min-height: 18px;
    margin: var(--space-2) 0 0;
    color: var(--ink-2);
    font-size: 12px;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
`;
