import { css } from 'lit';

/** One screen at 1280 × 800 with up to four devices; one column below 720 px of its own width. */
export const runViewStyles = css`
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
  .lines {
    display: grid;
    gap: 2px;
    margin: 2px 0 10px;
    max-width: 900px;
    color: var(--ink-2);
    line-height: 1.4;
  }
  .lines strong {
    color: var(--ink-1);
    font-weight: 600;
  }
  .lines .verified {
    color: var(--ink-1);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
    margin: var(--space-3) 0 var(--space-4);
  }
  .file {
    padding: 6px var(--space-3);
    border: 1px solid var(--field-line);
    border-radius: var(--radius);
    background: var(--surface);
    font-weight: 500;
    cursor: pointer;
  }
  .file:hover {
    background: var(--hover);
  }
  .file:focus-within {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .running {
    max-width: 640px;
    margin: var(--space-2) 0 var(--space-3);
  }
  .head-failure {
    margin: var(--space-2) 0 var(--space-4);
  }
  .devices,
  .compiled {
    margin-bottom: 10px;
  }
  .notice {
    margin: var(--space-2) 0;
    padding: 0 0 var(--space-2) var(--space-3);
    border-left: 2px solid var(--ink-1);
  }
  .foot {
    display: grid;
    gap: 2px;
    margin-top: 6px;
    color: var(--ink-2);
    font-size: 12px;
  }
  reef-pipeline-timeline {
    margin-top: 8px;
  }
  .bottom {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr);
    gap: 0 28px;
    margin-top: 8px;
  }
  @container (max-width: 720px) {
    .bottom {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
  }
`;
