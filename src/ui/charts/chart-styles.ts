import { css } from 'lit';

/** What all charts share: their head line, text in SVG, the table twin, the hover. Beside `baseStyles`. */
export const chartStyles = css`
  :host {
    display: block;
    position: relative;
    color: var(--ink-1);
    font-variant-numeric: tabular-nums;
  }
  .head {
    display: flex;
    align-items: baseline;
    gap: 4px 12px;
    min-height: 20px;
    font-size: 11px;
    color: var(--ink-3);
  }
  .head h2 {
    margin: 0;
    font: inherit;
    font-weight: 600;
  }
  .head .note {
    margin-left: auto;
    text-align: right;
  }
  .head .twin {
    flex: none;
    border: 0;
    padding: 2px 0;
    background: none;
    color: var(--ink-3);
    font: inherit;
    text-decoration: underline;
    text-decoration-color: var(--line);
    text-underline-offset: 3px;
    cursor: pointer;
  }
  .head h2 + .twin {
    margin-left: auto;
  }
  .head .twin:hover {
    color: var(--ink-1);
  }
  svg,
  canvas {
    display: block;
    overflow: visible;
  }
  svg text {
    font-family: inherit;
    user-select: none;
  }
  .scroll {
    max-height: 240px;
    overflow: auto;
  }
  .scroll table {
    border-collapse: collapse;
    font-size: 12px;
  }
  .scroll th,
  .scroll td {
    padding: 3px 16px 3px 0;
    border-bottom: 1px solid var(--line);
    text-align: right;
    font-weight: 400;
    white-space: nowrap;
  }
  .scroll thead th {
    position: sticky;
    top: 0;
    background: var(--page);
    color: var(--ink-3);
    font-size: 11px;
    font-weight: 600;
  }
  .tip {
    position: absolute;
    z-index: 3;
    max-width: 320px;
    box-sizing: border-box;
    padding: 6px 10px;
    border: 1px solid var(--ink-4);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink-2);
    font-size: 11px;
    line-height: 1.45;
    pointer-events: none;
  }
  .tip strong {
    display: block;
    color: var(--ink-1);
  }
`;
