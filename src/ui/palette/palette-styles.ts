import { css } from 'lit';

/** A quiet sheet near the top of the page, shared by the palette and the list of keys. */
export const sheetStyles = css`
  .sheet {
    position: fixed;
    inset: calc(var(--header-height) + var(--space-5)) 0 auto;
    width: min(560px, calc(100vw - 2 * var(--space-4)));
    max-height: min(560px, calc(100dvh - var(--header-height) - 2 * var(--space-5)));
    margin: 0 auto;
    padding: 0;
    border: 1px solid var(--ink-4);
    border-radius: 10px;
    background: var(--surface);
    color: var(--ink-1);
    box-shadow: 0 8px 32px light-dark(#1a1d2126, #00000080);
    overflow: hidden;
  }
  .sheet:popover-open {
    display: flex;
    flex-direction: column;
  }
  kbd {
    display: inline-block;
    min-width: 20px;
    padding: 1px 5px;
    border: 1px solid var(--line);
    border-bottom-color: var(--ink-4);
    border-radius: 4px;
    background: var(--page);
    color: var(--ink-2);
    font: 500 var(--text-caption) / 1.4 var(--font);
    text-align: center;
  }
  .caps {
    display: inline-flex;
    gap: var(--space-1);
    white-space: nowrap;
  }
`;

export const paletteStyles = css`
  .field {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    padding: 0 var(--space-4);
    border-bottom: 1px solid var(--line);
  }
  .field input[type='text'] {
    flex: 1;
    min-width: 0;
    height: 46px;
    padding: 0;
    border: none;
    background: none;
    font-size: 15px;
    text-align: left;
    outline: none;
  }
  input::placeholder {
    color: var(--ink-3);
    opacity: 1;
  }
  .field:focus-within {
    border-bottom-color: var(--accent);
    box-shadow: inset 0 -1px var(--accent);
  }
  .list {
    flex: 1;
    min-height: 0;
    padding: 0 var(--space-2) var(--space-2);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .group {
    padding: var(--space-3) var(--space-2) var(--space-1);
    color: var(--ink-2);
    font-size: var(--text-caption);
    font-weight: 600;
  }
  .option {
    display: flex;
    align-items: baseline;
    gap: var(--space-3);
    min-height: 30px;
    padding: 5px var(--space-2);
    border-radius: var(--radius);
    cursor: pointer;
  }
  .option[aria-selected='true'] {
    background: color-mix(in srgb, var(--accent) 14%, var(--surface));
  }
  .option[aria-disabled='true'] {
    color: var(--ink-3);
    cursor: default;
  }
  .title {
    flex: none;
    max-width: 100%;
  }
  .why {
    min-width: 0;
    overflow: hidden;
    color: var(--ink-3);
    font-size: 12px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .end {
    display: flex;
    flex: none;
    gap: var(--space-3);
    margin-left: auto;
    color: var(--ink-2);
    font-size: 12px;
    white-space: nowrap;
  }
  .none {
    padding: var(--space-4) var(--space-2);
    color: var(--ink-2);
  }
  .foot {
    padding: var(--space-2) var(--space-4);
    border-top: 1px solid var(--line);
    color: var(--ink-2);
    font-size: 12px;
  }
`;
