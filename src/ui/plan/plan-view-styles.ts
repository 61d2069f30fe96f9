import { css } from 'lit';

/** One screen at 1280 × 800 with up to four segments; one column below 720 px of its own width. */
export const planViewStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .top {
    display: flex;
    align-items: flex-start;
    gap: var(--space-3);
  }
  h1 {
    flex: 1;
  }
  h1 .tag {
    margin-left: 4px;
  }
  .history {
    display: flex;
    gap: var(--space-1);
  }
  .history button {
    padding: 3px var(--space-2);
    font-size: 12px;
  }
  .lines {
    display: grid;
    gap: 1px;
    margin: 2px 0 10px;
    color: var(--ink-2);
    line-height: 1.4;
  }
  .lines strong,
  .read strong {
    color: var(--ink-1);
    font-weight: 600;
  }
  .third {
    font-size: 12px;
  }
  .fold {
    flex: none;
    border: 0;
    padding: 2px 0;
    background: none;
    color: var(--ink-3);
    font: inherit;
    text-decoration: underline;
    text-decoration-color: var(--line);
    text-underline-offset: 3px;
  }
  .fold:hover {
    background: none;
    color: var(--ink-1);
  }
  #graph {
    margin: 6px 0 10px;
  }
  reef-segment-table {
    margin-top: 4px;
  }
  reef-pipeline-timeline {
    margin-top: 6px;
  }
  .bottom {
    display: grid;
    grid-template-columns: minmax(0, 1.06fr) minmax(0, 1fr);
    gap: 0 28px;
    margin-top: 6px;
  }
  .read {
    color: var(--ink-2);
    font-size: 12px;
    line-height: 1.45;
  }
  .read p + p {
    margin-top: 6px;
  }
  reef-plan-actions {
    margin-top: 10px;
  }
  reef-segment-files {
    display: block;
    margin-top: var(--space-3);
  }
  .waiting {
    max-width: 560px;
    padding-top: var(--space-4);
  }
  .waiting h1 {
    margin-bottom: var(--space-4);
  }
  @container (max-width: 720px) {
    .bottom {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
  }
`;
