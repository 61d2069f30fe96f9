import { css } from 'lit';

export const strategyListStyles = css`
  .headline {
    display: flex;
    justify-content: space-between;
    align-items: flex-start;
    margin-bottom: var(--space-1);
  }
  .headline .caption {
    text-align: right;
  }
  .list {
    margin: 0 -9px;
  }
  .option {
    display: grid;
    grid-template-columns: 22px 1fr auto;
    align-items: center;
    column-gap: 0;
    padding: 5px 8px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    cursor: pointer;
  }
  .option:hover {
    background: var(--hover);
  }
  .option.chosen {
    border-color: var(--ink-4);
    background: var(--surface);
  }
  .option.empty {
    cursor: default;
  }
  .dot {
    width: 11px;
    height: 11px;
    border: 1px solid var(--ink-3);
    border-radius: 50%;
  }
  .chosen .dot {
    border: 4px solid var(--accent);
    background: var(--on-accent);
  }
  .empty .dot {
    border-style: dotted;
  }
  .name,
  .ms {
    font-weight: 500;
    line-height: 1.35;
  }
  .ms {
    text-align: right;
  }
  .ms.quiet {
    font-weight: 400;
    font-size: 12px;
  }
  .bar {
    grid-column: 2;
    display: flex;
    align-items: center;
    gap: 4px;
    width: 118px;
    height: 14px;
    color: var(--ink-2);
    line-height: 1;
  }
  .bar span {
    flex: none;
    height: 4px;
    border-radius: 2px;
    background: var(--field-line);
  }
  .chosen .bar span {
    background: var(--accent);
  }
  .ratio {
    color: var(--ink-2);
    font-size: 12px;
    line-height: 1.2;
    text-align: right;
  }
  .reason {
    grid-column: 2 / -1;
    color: var(--ink-2);
    font-size: 11px;
    line-height: 1.35;
  }
  .status {
    margin-top: var(--space-3);
    color: var(--ink-2);
    font-size: 12px;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  .status details {
    margin-top: var(--space-2);
  }
  .status summary {
    cursor: pointer;
  }
  .status p + p {
    margin-top: var(--space-2);
  }
  .status button.plain {
    font-size: 12px;
  }
`;
