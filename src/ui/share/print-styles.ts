import { css } from 'lit';

/** Black on white on paper, whatever the theme of the page: the tokens take their light values from `color-scheme`. */
export const printStyles = css`
  :host {
    --page: #fff;
    --surface: #fff;
    --ink-1: #000;
    display: none;
    color-scheme: light;
    background: #fff;
    color: #000;
    font: 12px/1.4 var(--font);
    font-variant-numeric: tabular-nums;
    print-color-adjust: exact;
  }
  @media print {
    :host {
      display: block;
    }
  }
  * {
    box-sizing: border-box;
  }
  h1,
  h2,
  p {
    margin: 0;
  }
  h1 {
    margin: 2px 0;
    font-size: 18px;
    font-weight: 600;
    line-height: 1.25;
  }
  h2,
  thead th {
    color: #444;
    font-size: 10px;
    font-weight: 600;
    line-height: 1.25;
  }
  h2 {
    display: flex;
    justify-content: space-between;
    margin-bottom: 2px;
  }
  h2 span {
    font-weight: 400;
  }
  section {
    margin-top: 14px;
    break-inside: avoid;
  }
  .tag {
    padding: 0 5px;
    border: 1px solid #777;
    border-radius: 4px;
    font-size: 10px;
    font-weight: 400;
    vertical-align: 3px;
  }
  svg {
    display: block;
    width: 100%;
    overflow: visible;
  }
  svg text {
    font-family: inherit;
  }
  th svg,
  .key svg,
  svg.bar {
    display: inline-block;
    width: auto;
    vertical-align: middle;
  }
  th svg,
  .key svg {
    margin-right: 5px;
  }
  thead .keys {
    white-space: nowrap;
  }
  .key {
    margin-right: 6px;
    font-weight: 400;
  }
  .key svg {
    margin-right: 3px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 2.5px 8px 2.5px 0;
    border-bottom: 1px solid #ddd;
    text-align: left;
    vertical-align: middle;
    font-weight: 400;
    white-space: nowrap;
  }
  thead th {
    vertical-align: bottom;
    border-bottom-color: #999;
    white-space: normal;
  }
  .number {
    text-align: right;
  }
  th:last-child,
  td:last-child {
    padding-right: 0;
  }
  .pace th,
  .pace td {
    font-weight: 600;
  }
  .two {
    display: grid;
    grid-template-columns: minmax(0, 1.25fr) minmax(0, 1fr);
    gap: 24px;
  }
  footer {
    display: grid;
    gap: 4px;
    margin-top: 12px;
    padding-top: 6px;
    border-top: 1px solid #999;
    color: #444;
    font-size: 9px;
  }
  .many th,
  .many td {
    padding-block: 0.5px;
  }
  .link {
    word-break: break-all;
  }
  .link a {
    color: #000;
    font: 7px/1.35 var(--font-mono);
    text-decoration: none;
  }
`;
