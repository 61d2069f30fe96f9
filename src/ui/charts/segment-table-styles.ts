import { css } from 'lit';

/** Rows of 28 px with one line between them; the compact form has its figures under the bars. */
export const segmentTableStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
    font-size: 13px;
  }
  th,
  td {
    height: 28px;
    padding: 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    font-weight: 400;
    vertical-align: middle;
    white-space: nowrap;
  }
  /* A heading that has no room for one line takes two; its neighbour's place is not its own. */
  thead th {
    height: 24px;
    line-height: 1.3;
    white-space: normal;
    color: var(--ink-3);
    font-size: 11px;
    font-weight: 600;
  }
  tbody tr:last-child > * {
    border-bottom-color: transparent;
  }
  .number {
    text-align: right;
  }
  td.number + td.bar,
  th.number + th:not(.number),
  td.number + td:not(.number) {
    padding-left: 20px;
  }
  tr.pace > * {
    font-weight: 600;
  }
  tbody tr:hover,
  tr.lit {
    background: var(--hover);
  }
  tr.chosen {
    box-shadow: inset 2px 0 var(--accent);
  }
  .none {
    color: var(--ink-3);
  }
  .streamed {
    color: var(--streaming-text);
    font-weight: 600;
  }
  .aside {
    color: var(--ink-3);
    font-size: 11px;
    font-weight: 400;
  }
  button {
    display: inline-flex;
    align-items: center;
    gap: 7px;
    min-height: 24px;
    padding: 0 4px 0 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .replicas {
    color: var(--ink-2);
    font-size: 11px;
    font-weight: 600;
  }
  .timed {
    position: relative;
  }
  .figure {
    position: absolute;
    top: 50%;
    transform: translateY(-50%);
    font-size: 11px;
    font-weight: 500;
  }
  .pace .figure {
    font-weight: 700;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
  }
  .keys {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0 10px;
    font-weight: 400;
  }
  .key {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }
  .compact th,
  .compact td {
    height: 48px;
    padding: 4px 0;
    white-space: normal;
  }
  .compact thead th {
    height: auto;
    vertical-align: bottom;
  }
  .compact .aside {
    display: block;
    line-height: 1.2;
  }
  .compact .bar {
    padding-left: 0;
  }
  .compact .figure {
    position: static;
    display: block;
    transform: none;
  }
  .figures {
    display: block;
    font-size: 11px;
  }
`;
