import { css } from 'lit';

export const appStyles = css`
  :host {
    display: block;
  }
  .frame {
    display: grid;
    grid-template: auto minmax(0, 1fr) auto / var(--column-width) minmax(0, 1fr);
    height: 100vh;
    height: 100dvh;
  }
  reef-header,
  reef-update-notice {
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
  .help {
    padding: 0 var(--space-5) var(--space-6);
    border-right: 1px solid var(--line);
    background: var(--surface);
    overflow-y: auto;
  }
  .bare {
    padding-inline: var(--space-2);
    border-color: transparent;
    background: none;
    color: var(--ink-2);
  }
  .bare[aria-expanded='true'] {
    background: var(--hover);
    color: var(--ink-1);
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
  .not-taken {
    margin-bottom: var(--space-4);
    padding: 0 0 var(--space-2) var(--space-3);
    border-left: 2px solid var(--ink-1);
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

  /* Help takes the place of the set-up column, so that the result stays as it is; on a wide screen it has one of its own. */
  @media (min-width: 900px) and (max-width: 1499px) {
    .frame.helping {
      grid-template-columns: 344px minmax(0, 1fr);
    }
    .helping .column {
      display: none;
    }
  }
  @media (min-width: 1500px) {
    .frame.helping {
      grid-template-columns: var(--column-width) minmax(0, 1fr) 360px;
    }
    .help {
      grid-area: 2 / 3;
      border-right: none;
      border-left: 1px solid var(--line);
    }
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
    reef-update-notice {
      position: sticky;
      z-index: 10;
      bottom: 0;
    }
    .help {
      position: fixed;
      inset: auto 0 0;
      z-index: 10;
      height: 46dvh;
      border-top: 1px solid var(--ink-4);
      border-right: none;
      overscroll-behavior: contain;
    }
    /* What lies beneath can be scrolled out from under it. */
    .helping main {
      padding-bottom: calc(46dvh + var(--space-6));
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
