import type { ColourToken, Mark, Paint } from '../../report/index.ts';

/** Draws marks on a canvas of `widthPx` × `heightPx` CSS pixels, with the colours that it inherits. */
export function drawMarks(
  canvas: HTMLCanvasElement,
  marks: readonly Mark[],
  size: { readonly widthPx: number; readonly heightPx: number },
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(size.widthPx * ratio);
  canvas.height = Math.round(size.heightPx * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const colourOf = resolveColours(canvas);
  const { fontFamily } = getComputedStyle(canvas);
  for (const mark of marks) drawMark(context, mark, { colourOf, fontFamily });
}

/**
 * Tokens as colours that a canvas understands. A custom property reads back as it was written, `light-dark()` and all;
 * a colour that is computed from it does not, so each token is tried on the canvas itself once.
 */
function resolveColours(canvas: HTMLCanvasElement): (token: ColourToken) => string {
  const colours = new Map<ColourToken, string>();
  return (token) => {
    const known = colours.get(token);
    if (known !== undefined) return known;
    canvas.style.color = `var(--${token})`;
    const value = getComputedStyle(canvas).color;
    canvas.style.color = '';
    colours.set(token, value);
    return value;
  };
}

interface Palette {
  readonly colourOf: (token: ColourToken) => string;
  readonly fontFamily: string;
}

function drawMark(context: CanvasRenderingContext2D, mark: Mark, palette: Palette): void {
  switch (mark.kind) {
    case 'rect':
      fill(context, mark.fill, palette);
      context.beginPath();
      context.roundRect(mark.x, mark.y, mark.width, mark.height, mark.radius ?? 0);
      context.fill();
      return;
    case 'dot':
      fill(context, mark.fill, palette);
      context.beginPath();
      context.arc(mark.x, mark.y, mark.radius, 0, 2 * Math.PI);
      context.fill();
      return;
    case 'line':
      stroke(context, mark, palette);
      context.beginPath();
      context.moveTo(mark.x1, mark.y1);
      context.lineTo(mark.x2, mark.y2);
      context.stroke();
      return;
    case 'path':
      stroke(context, mark, palette);
      context.beginPath();
      for (const point of mark.points) context.lineTo(point.x, point.y);
      context.stroke();
      return;
    case 'text':
      fill(context, mark.fill, palette);
      context.font = `${mark.isBold ? 600 : 400} ${mark.sizePx}px ${palette.fontFamily}`;
      context.textAlign = mark.anchor === 'middle' ? 'center' : mark.anchor;
      context.fillText(mark.text, mark.x, mark.y);
  }
}

function fill(context: CanvasRenderingContext2D, paint: Paint, palette: Palette): void {
  context.globalAlpha = paint.opacity ?? 1;
  context.fillStyle = palette.colourOf(paint.token);
}

function stroke(
  context: CanvasRenderingContext2D,
  mark: { readonly stroke: Paint; readonly strokeWidth: number; readonly dash?: readonly number[] },
  palette: Palette,
): void {
  context.globalAlpha = mark.stroke.opacity ?? 1;
  context.strokeStyle = palette.colourOf(mark.stroke.token);
  context.lineWidth = mark.strokeWidth;
  context.setLineDash([...(mark.dash ?? [])]);
}
