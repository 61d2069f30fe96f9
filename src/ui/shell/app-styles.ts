import { css } from 'lit';

export const appStyles = css`
  :host {
    display: block;
  }
  .frame {
    display: grid;
    grid-template: auto minmax(0, 1fr) / var(--column-width) minmax(0, 1fr);
    height: 100vh;
    height: 100dvh;
  }
  reef-header {
    grid-column: 1 / -1;
  }
  .column {
    display: flex;
    flex-direction: column;
    gap: var(--space-5);
    padding: var(--space-4) var(--space-4) var(--space-5) var(--space-5);
    border-right: 1px solid var(--line);
    overflow-y: auto;
  }
  reef-column-foot {
    margin-top: auto;
    padding-top: var(--space-4);
  }
  main {
    position: relative;
    padding: var(--space-4) var(--space-5) var(--space-6) 22px;
    overflow-y: auto;
  }
  .content {
    max-width: 1680px;
  }
  .content.stale {
    opacity: 0.45;
    animation: fade 1ms 200ms both;
  }
  @keyframes fade {
    from {
      opacity: 1;
    }
  }
  .strip {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    margin-bottom: var(--space-4);
    padding-bottom: var(--space-3);
    border-bottom: 1px solid var(--line);
  }
  .strip p {
    flex: 1;
  }
  .over {
    position: absolute;
    z-index: 5;
    inset: 0 0 auto;
    padding: var(--space-3) var(--space-5) var(--space-3) 22px;
    border-bottom: 1px solid var(--line);
    background: var(--page);
    animation: appear 1ms 200ms both;
  }
  @keyframes appear {
    from {
      visibility: hidden;
    }
  }
  .measured {
    display: grid;
    gap: var(--space-1);
    color: var(--ink-2);
    font-size: 12px;
    line-height: 1.4;
  }
  .measured button {
    padding: 0 2px;
    font-size: inherit;
  }
  .waiting {
    max-width: 520px;
  }
  .waiting reef-progress {
    margin-top: var(--space-4);
  }
  .later {
    max-width: 600px;
  }
  .later p {
    margin-top: var(--space-3);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    margin-top: var(--space-4);
  }
  code {
    font: 12px var(--font-mono);
  }
  .shade {
    display: none;
  }
  .skip {
    position: absolute;
    left: -9999px;
    z-index: 30;
  }
  .skip:focus {
    left: var(--space-2);
    top: var(--space-2);
  }

  @media (max-width: 599px) {
    .wide {
      display: none;
    }
  }
  @media (max-width: 899px) {
    .frame {
      display: block;
      height: auto;
    }
    main {
      padding: var(--space-4);
      overflow: visible;
    }
    .column {
      position: fixed;
      inset: 0 auto 0 0;
      z-index: 12;
      width: min(300px, 86vw);
      background: var(--page);
      visibility: hidden;
      transform: translateX(-100%);
      transition: transform var(--motion);
    }
    .column.open {
      visibility: visible;
      transform: none;
    }
    .shade {
      position: fixed;
      inset: 0;
      z-index: 11;
      background: color-mix(in srgb, #000 40%, transparent);
    }
    .shade.open {
      display: block;
    }
  }
`;
