import { css } from 'lit';

export const compareStyles = css`
  :host {
    display: block;
    max-width: 1200px;
  }
  .head {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: var(--space-4);
  }
  .sides {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
    align-items: end;
    gap: var(--space-3);
    margin: var(--space-4) 0;
  }
  .side {
    display: grid;
    gap: 2px;
  }
  select {
    width: 100%;
    text-align: left;
  }
  .profiles {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3) 28px;
  }
  figure {
    margin: 0;
  }
  svg {
    display: block;
    overflow: visible;
  }
  svg text {
    font-family: inherit;
  }
  .tables {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr));
    align-items: start;
    gap: var(--space-5) 28px;
    margin-top: var(--space-5);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
    font-variant-numeric: tabular-nums;
  }
  table[data-table='set-up'] {
    grid-column: 1 / -1;
  }
  caption {
    padding-bottom: 2px;
    color: var(--ink-2);
    font-size: var(--text-caption);
    font-weight: 600;
    text-align: left;
  }
  th,
  td {
    padding: 4px 0 4px var(--space-3);
    border-bottom: 1px solid var(--line);
    font-weight: 400;
    text-align: right;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  thead th,
  thead td {
    color: var(--ink-3);
    font-size: var(--text-caption);
    line-height: 1.3;
    vertical-align: bottom;
  }
  th[scope='row'],
  thead td {
    width: 36%;
    padding-left: 0;
    text-align: left;
  }
  caption .tag {
    margin-left: 2px;
    vertical-align: 1px;
  }
  .words th,
  .words td {
    text-align: left;
  }
  .words th[scope='row'],
  .words thead td {
    width: 16%;
  }
  .different td,
  .better td,
  .worse td {
    font-weight: 500;
  }
  .word {
    margin-right: 2px;
    color: var(--ink-3);
    font-size: 11px;
    font-weight: 400;
  }
  .same td {
    color: var(--ink-2);
  }
  @media (max-width: 599px) {
    .sides {
      grid-template-columns: minmax(0, 1fr);
    }
    .sides button {
      justify-self: start;
    }
  }
`;
