import { css } from 'lit';

export const helpStyles = css`
  :host {
    display: block;
    line-height: 1.5;
  }
  /* Close stays at hand, however far an answer is read. */
  .top {
    position: sticky;
    z-index: 1;
    top: 0;
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-bottom: var(--space-1);
    padding: var(--space-3) 0 var(--space-2);
    background: var(--surface);
  }
  .top h2 {
    color: var(--ink-1);
    font-size: 15px;
  }
  nav {
    margin: 0 calc(-1 * var(--space-2)) var(--space-4);
    padding-bottom: var(--space-3);
    border-bottom: 1px solid var(--line);
  }
  nav button {
    display: block;
    width: 100%;
    min-height: 28px;
    padding: var(--space-1) var(--space-2);
    border: none;
    background: none;
    font-weight: 400;
    text-align: left;
    white-space: normal;
  }
  nav button:hover,
  nav button[aria-current] {
    background: var(--hover);
  }
  nav button[aria-current] {
    font-weight: 600;
  }
  h3 {
    font-size: 15px;
    font-weight: 600;
    line-height: 1.35;
  }
  /* It takes the focus to be read, not to be used. */
  h3:focus-visible {
    outline: none;
  }
  h4 {
    margin: var(--space-4) 0 0;
    color: var(--ink-2);
    font-size: var(--text-caption);
    font-weight: 600;
  }
  .lead {
    margin-top: var(--space-2);
  }
  .tag {
    margin-left: var(--space-1);
    vertical-align: 1px;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    padding: var(--space-2) 0;
    border-bottom: 1px solid var(--line);
    color: var(--ink-2);
  }
  li:last-child {
    border-bottom: none;
  }
  li strong {
    color: var(--ink-1);
    font-weight: 600;
  }
  li button.plain {
    display: block;
    min-height: 24px;
    margin: var(--space-1) 0 0 calc(-1 * var(--space-1) - 1px);
    font-size: 12px;
  }
  .about {
    margin-top: var(--space-5);
    padding-top: var(--space-3);
    border-top: 1px solid var(--line);
    color: var(--ink-2);
  }
  .about p + p {
    margin-top: var(--space-2);
  }
`;
