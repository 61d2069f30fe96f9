// What the sentences are made of: plain text with some of it stressed, and numbers as words.
// No markup in here: elements, exporters and the command line each show a `Sentence` in their own way.

/** A stretch of text; `isStrong` where it carries the point. */
export interface SentencePart {
  readonly text: string;
  readonly isStrong?: true;
}

export type Sentence = readonly SentencePart[];

/** Makes a sentence from strings and stressed parts; empty strings drop out. */
export function sentence(...parts: readonly (string | SentencePart)[]): Sentence {
  return parts
    .map((part) => (typeof part === 'string' ? { text: part } : part))
    .filter((part) => part.text !== '');
}

export function strong(text: string): SentencePart {
  return { text, isStrong: true };
}

/** The sentence with no stress, for titles, tables, exports and screen readers. */
export function plainText(parts: Sentence): string {
  return parts.map((part) => part.text).join('');
}

/** "1", "1 and 2", "1, 2 and 3". */
export function joinWords(words: readonly string[]): string {
  if (words.length <= 1) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** "segment 3", "segments 3 and 4": numbers as people count, from 1. */
export function segmentList(segmentIndices: readonly number[]): string {
  const numbers = segmentIndices.map((segmentIndex) => String(segmentIndex + 1));
  return `${numbers.length === 1 ? 'segment' : 'segments'} ${joinWords(numbers)}`;
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const ORDINALS = [
  'zeroth',
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
  'thirteenth',
  'fourteenth',
  'fifteenth',
  'sixteenth',
] as const;

/** "fifth"; "17th" past what has a word here. */
export function ordinal(count: number): string {
  return ORDINALS[count] ?? `${count}th`;
}

/** "a fifth", "an eighth", "an eleventh". */
export function oneMore(count: number): string {
  const word = ordinal(count);
  return `${/^(eighth|eleventh|eighteenth)$/.test(word) ? 'an' : 'a'} ${word}`;
}

const SHARES: readonly (readonly [share: number, words: string])[] = [
  [1 / 10, 'a tenth'],
  [1 / 5, 'a fifth'],
  [1 / 4, 'a quarter'],
  [1 / 3, 'a third'],
  [2 / 5, 'two fifths'],
  [1 / 2, 'half'],
  [3 / 5, 'three fifths'],
  [2 / 3, 'two thirds'],
  [3 / 4, 'three quarters'],
  [4 / 5, 'four fifths'],
  [9 / 10, 'nine tenths'],
];

const ALMOST_ALL_FROM = 0.95;
const HARDLY_ANY_BELOW = 0.05;
/** A share this near to a fraction is said without "about". */
const EXACT_WITHIN = 0.02;

/** A share of one as a fraction in words: 0.41 → "two fifths", 0.46 → "about half", 0.97 → "almost all". */
export function shareInWords(share: number): string {
  if (share >= ALMOST_ALL_FROM) return share >= 1 ? 'all' : 'almost all';
  if (share < HARDLY_ANY_BELOW) return share <= 0 ? 'none' : 'hardly any';
  let nearest = SHARES[0]!;
  for (const entry of SHARES) {
    if (Math.abs(entry[0] - share) < Math.abs(nearest[0] - share)) nearest = entry;
  }
  const isNear = Math.abs(nearest[0] - share) <= EXACT_WITHIN;
  return isNear ? nearest[1] : `about ${nearest[1]}`;
}

/** A ratio as short as prose wants it: "1.47×", "9.6×", "152×". */
export function proseRatio(ratio: number): string {
  if (ratio < 1.995) return `${ratio.toFixed(2)}×`;
  return `${ratio < 99.95 ? ratio.toFixed(1) : ratio.toFixed(0)}×`;
}
