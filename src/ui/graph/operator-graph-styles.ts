import { css } from 'lit';

export const operatorGraphStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 16px;
    margin: 6px 0 2px;
    font-size: 12px;
  }
  .tools > * {
    display: flex;
    align-items: center;
    gap: 4px;
    margin: 0;
    padding: 0;
    border: none;
  }
  .tools input[type='search'] {
    width: 172px;
    height: 27px;
    padding: 0 8px;
    text-align: left;
  }
  .tools button {
    padding: 3px 8px;
    font-size: 12px;
  }
  .tools output {
    min-width: 58px;
    color: var(--ink-2);
  }
  .zoom {
    margin-left: auto;
  }
  .zoom output {
    min-width: 38px;
    text-align: right;
  }
  .tools select {
    height: 27px;
    padding: 0 6px;
    text-align: left;
  }
  .stage {
    position: relative;
    touch-action: pan-y;
    cursor: default;
    border-radius: 4px;
  }
  .stage.zoomed {
    cursor: grab;
  }
  .stage.panning {
    cursor: grabbing;
  }
  .stage.pointing {
    cursor: pointer;
  }
  .stage svg,
  .stage canvas {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .stage svg svg {
    position: static;
  }
  /* A canvas does not follow the theme by itself: a colour that changes tells it to draw again. */
  canvas {
    outline-color: var(--ink-1);
    transition: outline-color 1ms;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    min-height: 16px;
    padding-left: 40px;
    font-size: 11px;
    color: var(--ink-3);
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    white-space: nowrap;
  }
  .tip {
    width: 270px;
  }
  .tip span {
    display: block;
    overflow-wrap: anywhere;
  }
`;
