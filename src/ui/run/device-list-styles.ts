import { css } from 'lit';

/** Rows of 28 px; below 600 px link and bytes go, and the actions move under the name. */
export const deviceListStyles = css`
  :host {
    display: block;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
  }
  .top h2 {
    flex: 1;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .tools button {
    padding: 4px 10px;
  }
  table {
    width: 100%;
    margin-top: 4px;
    border-collapse: collapse;
    font-size: 13px;
  }
  th,
  td {
    height: 28px;
    padding: 0 var(--space-3) 0 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    font-weight: 400;
    white-space: nowrap;
  }
  thead th {
    height: 22px;
    color: var(--ink-3);
    font-size: 11px;
    font-weight: 600;
  }
  th.number,
  td.number {
    text-align: right;
  }
  tbody tr.has-remark > * {
    border-bottom: 0;
  }
  tr.remark td {
    height: auto;
    padding-bottom: 6px;
    color: var(--ink-2);
    font-size: 12px;
    line-height: 1.4;
    white-space: normal;
  }
  .state::before {
    content: '';
    display: inline-block;
    width: 7px;
    height: 7px;
    margin-right: 7px;
    border: 1.5px solid var(--ink-3);
    border-radius: 50%;
  }
  .state.ready::before {
    border-color: var(--accent);
  }
  .state.running::before,
  .state.identifying::before,
  .state.opening::before,
  .state.loading-firmware::before {
    border-color: var(--accent);
    background: var(--accent);
  }
  .state.lost,
  .state.failed {
    font-weight: 600;
  }
  .state.lost::before,
  .state.failed::before {
    border-color: var(--ink-1);
    border-radius: 1px;
    background: var(--ink-1);
  }
  .chip::before {
    content: '';
    display: inline-block;
    width: 9px;
    height: 9px;
    margin-right: 6px;
    border-radius: 2px;
    background: var(--chip);
  }
  .none {
    color: var(--ink-3);
  }
  .acts button {
    min-height: 24px;
  }
  .acts {
    width: 1%;
    padding-right: 0;
    text-align: right;
  }
  .readiness {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
    margin-top: var(--space-2);
  }
  @media (max-width: 599px) {
    .wide {
      display: none;
    }
    th,
    td {
      padding-right: var(--space-2);
    }
    .acts {
      width: 128px;
      font-size: 12px;
      white-space: normal;
    }
  }
`;
