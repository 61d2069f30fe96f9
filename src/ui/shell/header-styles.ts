import { css } from 'lit';

export const headerStyles = css`
  :host {
    display: block;
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    height: var(--header-height);
    padding: 0 var(--space-5);
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  .name {
    margin-right: var(--space-2);
    font-size: 16px;
    font-weight: 700;
    letter-spacing: -0.01em;
  }
  nav {
    display: flex;
    gap: var(--space-1);
  }
  nav a {
    padding: 6px var(--space-3);
    border-radius: var(--radius);
    color: var(--ink-2);
    text-decoration: none;
  }
  nav a:hover {
    background: var(--hover);
  }
  nav a[aria-current] {
    background: var(--hover);
    color: var(--ink-1);
    font-weight: 600;
  }
  .facts {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    color: var(--ink-2);
    text-align: right;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .facts strong {
    color: var(--ink-1);
    font-weight: 600;
  }
  .actions {
    display: flex;
    gap: var(--space-3);
  }
  .drawer {
    display: none;
  }
  @media (max-width: 899px) {
    header {
      flex-wrap: wrap;
      gap: var(--space-2);
      height: auto;
      padding: var(--space-2) var(--space-4);
    }
    .drawer {
      display: inline-block;
    }
    .facts {
      order: 5;
      flex-basis: 100%;
      text-align: left;
    }
    .actions {
      margin-left: auto;
    }
  }
  @media (max-width: 599px) {
    nav {
      order: 4;
      flex-basis: 100%;
      justify-content: space-between;
    }
  }
`;
