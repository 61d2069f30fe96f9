import { svg, type SVGTemplateResult } from 'lit';
import type { LineMark, Mark, Paint } from '../../report/index.ts';

/** How strongly a mark is drawn, 0 … 1: less than 1 where something else is pointed at. */
export type Emphasis = (mark: Mark) => number;

/** Marks as SVG, back to front. Presentation attributes, not styles: a strict content policy allows them. */
export function renderMarks(
  marks: readonly Mark[],
  emphasis: Emphasis = () => 1,
): readonly SVGTemplateResult[] {
  return marks.map((mark) => renderMark(mark, emphasis(mark)));
}

function renderMark(mark: Mark, strength: number): SVGTemplateResult {
  switch (mark.kind) {
    case 'rect':
      return svg`<rect x=${px(mark.x)} y=${px(mark.y)} width=${px(mark.width)} height=${px(mark.height)}
        rx=${mark.radius ?? 0} fill=${colourOf(mark.fill)} opacity=${opacityOf(mark.fill, strength)}></rect>`;
    case 'line':
      return svg`<line x1=${onGrid(mark.x1, mark)} y1=${onGrid(mark.y1, mark)} x2=${onGrid(mark.x2, mark)} y2=${onGrid(mark.y2, mark)}
        stroke=${colourOf(mark.stroke)} stroke-width=${mark.strokeWidth}
        stroke-dasharray=${mark.dash?.join(' ') ?? 'none'} opacity=${opacityOf(mark.stroke, strength)}></line>`;
    case 'path':
      return svg`<polyline points=${mark.points.map((point) => `${px(point.x)},${px(point.y)}`).join(' ')}
        fill="none" stroke=${colourOf(mark.stroke)} stroke-width=${mark.strokeWidth} stroke-linejoin="round"
        stroke-dasharray=${mark.dash?.join(' ') ?? 'none'} opacity=${opacityOf(mark.stroke, strength)}></polyline>`;
    case 'dot':
      return svg`<circle cx=${px(mark.x)} cy=${px(mark.y)} r=${mark.radius}
        fill=${colourOf(mark.fill)} opacity=${opacityOf(mark.fill, strength)}></circle>`;
    case 'text':
      return svg`<text x=${px(mark.x)} y=${px(mark.y)} text-anchor=${mark.anchor} font-size=${mark.sizePx}
        font-weight=${mark.isBold ? 600 : 400} fill=${colourOf(mark.fill)}
        opacity=${opacityOf(mark.fill, strength)}>${mark.text}</text>`;
  }
}

/** A token as CSS knows it. */
export function colourOf(paint: Paint): string {
  return `var(--${paint.token})`;
}

function opacityOf(paint: Paint, strength: number): number {
  return (paint.opacity ?? 1) * strength;
}

/** Tenths of a pixel are enough, and keep the attributes short. */
function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Upright and level lines stand on the pixel grid, so that all of one width look alike; slanted ones stay as they are. */
function onGrid(value: number, line: LineMark): number {
  if (line.x1 !== line.x2 && line.y1 !== line.y2) return px(value);
  return line.strokeWidth % 2 === 1 ? Math.floor(value) + 0.5 : Math.round(value);
}
