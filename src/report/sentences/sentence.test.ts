import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  joinWords,
  oneMore,
  plainText,
  proseRatio,
  sentence,
  shareInWords,
  strong,
} from './sentence.ts';

describe('shares in words', () => {
  it.each([
    [0, 'none'],
    [0.03, 'hardly any'],
    [0.1, 'a tenth'],
    [0.14, 'about a tenth'],
    [0.245, 'a quarter'],
    [0.33, 'a third'],
    [0.41, 'two fifths'],
    [0.46, 'about half'],
    [0.5, 'half'],
    [0.61, 'three fifths'],
    [0.66, 'two thirds'],
    [0.79, 'four fifths'],
    [0.9, 'nine tenths'],
    [0.96, 'almost all'],
    [1, 'all'],
  ])('says %f as "%s"', (share, words) => {
    expect(shareInWords(share)).toBe(words);
  });

  it('never calls less than half of something the greater part of it', () => {
    const overHalf = [
      'three fifths',
      'two thirds',
      'three quarters',
      'four fifths',
      'nine tenths',
      'almost all',
    ];
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.5, noNaN: true }), (share) => {
        expect(overHalf.some((words) => shareInWords(share).includes(words))).toBe(false);
      }),
      { seed: 3 },
    );
  });
});

it('joins words as people do', () => {
  expect([[], ['1'], ['1', '2'], ['1', '2', '3']].map(joinWords)).toEqual([
    '',
    '1',
    '1 and 2',
    '1, 2 and 3',
  ]);
});

it('speaks of one device more with the right article', () => {
  expect([2, 5, 8, 11, 16, 17].map(oneMore)).toEqual([
    'a second',
    'a fifth',
    'an eighth',
    'an eleventh',
    'a sixteenth',
    'a 17th',
  ]);
});

it('shortens ratios without turning a gain into none', () => {
  expect([0.15, 1.468, 1.996, 9.59, 99.94, 152.4].map(proseRatio)).toEqual([
    '0.15×',
    '1.47×',
    '2.0×',
    '9.6×',
    '99.9×',
    '152×',
  ]);
});

it('keeps the text of a sentence whole and drops empty parts', () => {
  const made = sentence(strong('Segment 3'), '', ' sets the pace.');
  expect(made).toHaveLength(2);
  expect(plainText(made)).toBe('Segment 3 sets the pace.');
});
