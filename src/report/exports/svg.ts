// Marks as a drawing that stands alone: colours resolved, fonts by family, valid XML whatever a name holds.
import {
  CAPTION_PX,
  NUMBER_PX,
  type Box,
  type LineMark,
  type Mark,
  type Paint,
  type TextMark,
} from '../charts/marks.ts';
import { colourValue, type FileTheme } from './palette.ts';

/** As the page's: Inter where it is installed, else what the system has. */
const FONT_FAMILY = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";
const MARGIN_PX = 16;
const TITLE_PX = 20;
const FOOT_PX = 18;

export interface Drawing {
  readonly title: string;
  /** Beside the title, at the right. */
  readonly note: string;
  /** Below: what model and plan it is, with the label of the numbers. */
  readonly foot: string;
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

/** Size of the drawing in px, margins, title and foot included. */
export function drawingSize(drawing: Drawing): Pick<Box, 'width' | 'height'> {
  return {
    width: drawing.width + 2 * MARGIN_PX,
    height: drawing.height + 2 * MARGIN_PX + TITLE_PX + FOOT_PX,
  };
}

/** The drawing as an SVG document. */
export function svgDocument(drawing: Drawing, theme: FileTheme): string {
  const { width, height } = drawingSize(drawing);
  const top = MARGIN_PX + TITLE_PX;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="${FONT_FAMILY}" role="img">`,
    `<title>${escapeXml(drawing.title)}</title>`,
    `<desc>${escapeXml([drawing.note, drawing.foot].filter(Boolean).join('. '))}</desc>`,
    `<rect width="${width}" height="${height}" fill="${colourValue('page', theme)}"/>`,
    ...captions(drawing, theme),
    `<g transform="translate(${MARGIN_PX} ${top})">`,
    ...drawing.marks.map((mark) => markElement(mark, theme)),
    '</g>',
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function captions(drawing: Drawing, theme: FileTheme): readonly string[] {
  const { width, height } = drawingSize(drawing);
  const text = (mark: Omit<TextMark, 'kind'>): string =>
    markElement({ kind: 'text', ...mark }, theme);
  const caption = { fill: { token: 'ink-3' }, sizePx: CAPTION_PX } as const;
  return [
    text({
      ...{ x: MARGIN_PX, y: MARGIN_PX + 10, anchor: 'start', sizePx: NUMBER_PX, isBold: true },
      text: drawing.title,
      fill: { token: 'ink-1' },
    }),
    ...(drawing.note === ''
      ? []
      : [
          text({
            ...caption,
            x: width - MARGIN_PX,
            y: MARGIN_PX + 10,
            anchor: 'end',
            text: drawing.note,
          }),
        ]),
    text({ ...caption, x: MARGIN_PX, y: height - MARGIN_PX, anchor: 'start', text: drawing.foot }),
  ];
}

function markElement(mark: Mark, theme: FileTheme): string {
  const title = mark.title === undefined ? '' : `<title>${escapeXml(mark.title)}</title>`;
  switch (mark.kind) {
    case 'rect':
      return close(
        `<rect x="${px(mark.x)}" y="${px(mark.y)}" width="${px(mark.width)}" height="${px(mark.height)}"` +
          `${mark.radius ? ` rx="${px(mark.radius)}"` : ''}${fill(mark.fill, theme)}`,
        'rect',
        title,
      );
    case 'line':
      return close(
        `<line x1="${onGrid(mark.x1, mark)}" y1="${onGrid(mark.y1, mark)}" x2="${onGrid(mark.x2, mark)}" ` +
          `y2="${onGrid(mark.y2, mark)}"${stroke(mark, theme)}`,
        'line',
        title,
      );
    case 'path':
      return close(
        `<polyline points="${mark.points.map((point) => `${px(point.x)},${px(point.y)}`).join(' ')}" fill="none" ` +
          `stroke-linejoin="round"${stroke(mark, theme)}`,
        'polyline',
        title,
      );
    case 'dot':
      return close(
        `<circle cx="${px(mark.x)}" cy="${px(mark.y)}" r="${px(mark.radius)}"${fill(mark.fill, theme)}`,
        'circle',
        title,
      );
    case 'text':
      return (
        `<text x="${px(mark.x)}" y="${px(mark.y)}" font-size="${mark.sizePx}"` +
        `${mark.anchor === 'start' ? '' : ` text-anchor="${mark.anchor}"`}` +
        `${mark.isBold ? ' font-weight="600"' : ''}${fill(mark.fill, theme)}>${escapeXml(mark.text)}</text>`
      );
  }
}

function close(start: string, tag: string, title: string): string {
  return title === '' ? `${start}/>` : `${start}>${title}</${tag}>`;
}

function fill(paint: Paint, theme: FileTheme): string {
  return ` fill="${colourValue(paint.token, theme)}"${opacity('fill', paint)}`;
}

function stroke(
  mark: { readonly stroke: Paint; readonly strokeWidth: number; readonly dash?: readonly number[] },
  theme: FileTheme,
): string {
  const dash = mark.dash === undefined ? '' : ` stroke-dasharray="${mark.dash.join(' ')}"`;
  return ` stroke="${colourValue(mark.stroke.token, theme)}" stroke-width="${mark.strokeWidth}"${dash}${opacity('stroke', mark.stroke)}`;
}

function opacity(kind: 'fill' | 'stroke', paint: Paint): string {
  return paint.opacity === undefined ? '' : ` ${kind}-opacity="${paint.opacity}"`;
}

function px(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 0;
}

/** Upright and level lines stand on the pixel grid, as on the page. */
function onGrid(value: number, line: LineMark): number {
  if (line.x1 !== line.x2 && line.y1 !== line.y2) return px(value);
  return line.strokeWidth % 2 === 1 ? Math.floor(value) + 0.5 : px(value);
}

/** Characters that XML 1.0 (section 2.2) has no place for, escaped or not; lone surrogates are among them. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Text for an element or an attribute in double quotes. */
export function escapeXml(text: string): string {
  return text
    .replace(NOT_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
