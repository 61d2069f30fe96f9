// What a chart is made of, as plain data: shapes in pixels, colours by token. Elements draw marks into SVG or a canvas,
// exporters into files; neither decides where anything stands.

/** Custom property that holds the colour (`--segment-1`); each theme gives it a value. */
export type ColourToken =
  | `segment-${SegmentColour}`
  | `on-segment-${SegmentColour}`
  | 'streaming'
  | 'streaming-text'
  | 'ink-1'
  | 'ink-2'
  | 'ink-3'
  | 'ink-4'
  | 'accent'
  | 'warn'
  | 'surface'
  | 'page'
  | 'line'
  | 'field-line';
type SegmentColour = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const SEGMENT_COLOUR_COUNT = 8;

export interface Paint {
  readonly token: ColourToken;
  /** 0 … 1; absent = 1. */
  readonly opacity?: number;
}

/** What a mark stands for, so that pointing at it can light up the same thing elsewhere. */
interface MarkBase {
  readonly segmentIndex?: number;
  readonly depth?: number;
  /** Longer text for a hover. */
  readonly title?: string;
}

export interface RectMark extends MarkBase {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius?: number;
  readonly fill: Paint;
}

export interface LineMark extends MarkBase {
  readonly kind: 'line';
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly stroke: Paint;
  readonly strokeWidth: number;
  readonly dash?: readonly number[];
}

export interface PathMark extends MarkBase {
  readonly kind: 'path';
  readonly points: readonly Point[];
  readonly stroke: Paint;
  readonly strokeWidth: number;
  readonly dash?: readonly number[];
}

export interface DotMark extends MarkBase {
  readonly kind: 'dot';
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly fill: Paint;
}

export interface TextMark extends MarkBase {
  readonly kind: 'text';
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly fill: Paint;
  readonly sizePx: number;
  readonly isBold?: boolean;
}

export type Mark = RectMark | LineMark | PathMark | DotMark | TextMark;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A laid-out chart: its size, the box its data lie in, and what to draw, back to front. */
export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly plot: Box;
  readonly marks: readonly Mark[];
}

export const CAPTION_PX = 11;
export const NUMBER_PX = 13;

/** The colour of a segment; beyond eight they repeat, and its number tells it apart. */
export function segmentColour(segmentIndex: number): ColourToken {
  return `segment-${colourNumber(segmentIndex)}`;
}

/** The colour of text on a segment's colour. */
export function onSegmentColour(segmentIndex: number): ColourToken {
  return `on-segment-${colourNumber(segmentIndex)}`;
}

function colourNumber(segmentIndex: number): SegmentColour {
  return ((segmentIndex % SEGMENT_COLOUR_COUNT) + 1) as SegmentColour;
}

/**
 * Advance per pixel of size, by kind of character, of DejaVu Sans: the widest of the fonts that a system puts in place
 * of Inter. Layouts are pure, so nothing is measured; with a narrower font there is a little more room than reckoned.
 */
const DIGIT_ADVANCE = 0.64;
const NARROW_ADVANCE = 0.32;
const WIDE_ADVANCE = 0.9;
const LETTER_ADVANCE = 0.61;

/** Width of a text in px, estimated. */
export function textWidth(text: string, sizePx: number): number {
  let advance = 0;
  for (const character of text) advance += advanceOf(character);
  return advance * sizePx;
}

function advanceOf(character: string): number {
  if (character >= '0' && character <= '9') return DIGIT_ADVANCE;
  if (' ·.,:;|iljI()'.includes(character)) return NARROW_ADVANCE;
  return 'mwMW'.includes(character) ? WIDE_ADVANCE : LETTER_ADVANCE;
}
