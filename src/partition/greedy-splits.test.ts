import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { splitEvenly, splitLikeVendor } from './greedy-splits.ts';
import { allSplits } from './testing/brute-force.ts';

interface Sequence {
  readonly rawBytes: number;
  readonly operators: readonly { readonly rawBytes: number; readonly compiledBytes: number }[];
  readonly splits: Readonly<
    Record<
      string,
      { readonly operators: readonly number[]; readonly compiledBytes: readonly number[] }
    >
  >;
}

// Operators with parameters of the uncompiled SSD files, and what the vendor's own segments hold: see fixtures/README.md.
const sequences = JSON.parse(
  readFileSync(new URL('./fixtures/ssd_sequences.json', import.meta.url), 'utf8'),
) as Record<string, Sequence>;

function sizesOf(ends: readonly number[]): number[] {
  return ends.map((end, index) => end - (ends[index - 1] ?? 0));
}

function sumBetween(values: readonly number[], ends: readonly number[]): number[] {
  return ends.map((end, index) =>
    values.slice(ends[index - 1] ?? 0, end).reduce((sum, value) => sum + value, 0),
  );
}

describe("the vendor's split", () => {
  const cases = Object.entries(sequences).flatMap(([name, sequence]) =>
    Object.entries(sequence.splits).map(([count, split]) => ({
      name,
      sequence,
      count: Number(count),
      split,
    })),
  );

  test.each(cases)(
    'cuts $name into $count as the files of the vendor are cut',
    ({ sequence, count, split }) => {
      const raw = sequence.operators.map((op) => op.rawBytes);
      const compiled = sequence.operators.map((op) => op.compiledBytes);
      // Only operators without parameters follow, so all of these may be shared out.
      const result = splitLikeVendor(raw, count, raw.length);
      expect(result.kind).toBe('split');
      if (result.kind !== 'split') return;
      expect(sizesOf(result.ends)).toEqual(split.operators);
      expect(sumBetween(compiled, result.ends)).toEqual(split.compiledBytes);
    },
  );

  test.each([
    { count: 2, sizes: [2, 3] },
    { count: 3, sizes: [2, 1, 2] },
    { count: 4, sizes: [1, 1, 1, 2] },
  ])('cuts five convolutions of 32 to 742 filters into $count as $sizes', ({ count, sizes }) => {
    for (let filters = 32; filters <= 742; filters += 10) {
      const first = 27 * filters + 4 * filters;
      const other = 9 * filters * filters + 4 * filters;
      const result = splitLikeVendor([first, other, other, other, other], count, 4);
      expect(result.kind === 'split' ? sizesOf(result.ends) : result).toEqual(sizes);
    }
  });

  it('says which size is too large where a group stays empty', () => {
    expect(splitLikeVendor([10, 100, 10, 10], 3, 3)).toEqual({
      kind: 'empty-group',
      groupIndex: 1,
      position: 1,
      average: 44,
    });
  });

  it('says that there was nothing left where groups outnumber the entries before the first output', () => {
    expect(splitLikeVendor([1, 1, 1], 3, 1)).toMatchObject({
      kind: 'empty-group',
      groupIndex: 0,
      position: -1,
    });
  });

  it('keeps the first output and all after it in the last group', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 2, max: 5 }),
        fc.nat(),
        (sizes, count, draw) => {
          const firstOutput = draw % sizes.length;
          const result = splitLikeVendor(sizes, count, firstOutput);
          if (result.kind === 'empty-group') return;
          expect(result.ends.at(-1)).toBe(sizes.length);
          expect(result.ends.at(-2)).toBeLessThanOrEqual(firstOutput);
          expect(sizesOf(result.ends).every((size) => size > 0)).toBe(true);
          sumBetween(sizes, result.ends)
            .slice(0, -1)
            .forEach((sum) => expect(sum).toBeLessThanOrEqual(result.average));
        },
      ),
      { seed: 5, numRuns: 500 },
    );
  });
});

describe('the even split', () => {
  it('has the least possible largest group, and exactly as many as asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 11 }),
        fc.nat(),
        (sizes, draw) => {
          const count = 1 + (draw % sizes.length);
          const ends = splitEvenly(sizes, count);
          expect(ends).toHaveLength(count);
          expect(ends.at(-1)).toBe(sizes.length);
          expect(sizesOf(ends).every((size) => size > 0)).toBe(true);
          const best = Math.min(
            ...[...allSplits(sizes.length, count)].map((split) =>
              Math.max(...sumBetween(sizes, split)),
            ),
          );
          expect(Math.max(...sumBetween(sizes, ends))).toBe(best);
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});
