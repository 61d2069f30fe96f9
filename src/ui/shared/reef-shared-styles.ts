import { css } from 'lit';

export const sharedStyles = css`
  :host {
    display: block;
    max-width: 1680px;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-5);
    margin-bottom: var(--space-4);
    padding: var(--space-3) var(--space-4);
    border: 1px solid var(--line);
    border-left: 3px solid var(--accent);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink-2);
  }
  .notice .words {
    display: grid;
    flex: 1 1 600px;
    gap: 2px;
  }
  strong {
    color: var(--ink-1);
    font-weight: 600;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .lines {
    display: grid;
    gap: 1px;
    margin: 2px 0 10px;
    color: var(--ink-2);
    line-height: 1.4;
  }
  .third {
    font-size: 12px;
  }
  reef-segment-table {
    margin-top: 4px;
  }
  reef-pipeline-timeline {
    margin-top: 6px;
  }
  .run {
    margin-top: var(--space-5);
  }
  .run .title {
    color: var(--ink-1);
    font-size: 15px;
  }
  .run p {
    margin: 2px 0 var(--space-2);
    color: var(--ink-2);
  }
  .narrow {
    display: none;
  }
  @media (max-width: 899px) {
    .narrow {
      display: grid;
      margin-top: var(--space-5);
    }
    .actions button {
      white-space: normal;
    }
  }
`;
