import { css } from 'lit';

export const ROW_HEIGHT_PX = 28;

export const operatorTableStyles = css`
  :host {
    display: block;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-3);
    margin-bottom: var(--space-3);
  }
  .tools input,
  .tools select {
    text-align: left;
  }
  .tools input {
    width: 220px;
  }
  .tools output {
    margin-left: auto;
  }
  .scroll {
    height: min(60vh, 560px);
    overflow: auto;
    border-top: 1px solid var(--line);
    border-bottom: 1px solid var(--line);
  }
  .rows {
    position: relative;
    min-width: 820px;
  }
  .row {
    display: grid;
    grid-template-columns:
      36px minmax(104px, 150px) minmax(140px, 1fr)
      44px 108px 76px 96px 60px minmax(76px, 0.6fr);
    align-items: center;
    gap: var(--space-3);
    height: 28px;
    padding: 0 var(--space-2);
    border-bottom: 1px solid var(--line);
  }
  .row > * {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .body .row:hover,
  .row.lit {
    background: var(--hover);
  }
  .row.selected {
    background: var(--hover);
    box-shadow: inset 3px 0 0 var(--accent);
    font-weight: 600;
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--page);
  }
  .head button {
    width: 100%;
    padding: 0;
    border: none;
    background: none;
    color: var(--ink-3);
    font-size: var(--text-caption);
    font-weight: 600;
    text-align: inherit;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .head button:focus-visible {
    outline-offset: -2px;
  }
  .head [aria-sort='ascending'] button::after {
    content: ' ↑';
  }
  .head [aria-sort='descending'] button::after {
    content: ' ↓';
  }
  .window {
    position: absolute;
    inset-inline: 0;
  }
  .cpu {
    color: var(--ink-1);
    font-weight: 600;
  }
  .none {
    padding: var(--space-4) var(--space-2);
  }
`;
