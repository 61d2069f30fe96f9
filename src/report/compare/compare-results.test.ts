import { describe, expect, test } from 'vitest';
import type { SharedResult, SharedRun } from '../../share/index.ts';
import { sampleResult } from '../../share/testing/sample-result.ts';
import { plainText } from '../sentences/index.ts';
import { compareResults } from './index.ts';
import type { ComparedRow, ComparedTable } from './index.ts';

const balanced = await sampleResult('inception_v3', 4, { strategy: 'balanced' });
const profiled = await sampleResult('inception_v3', 4, { strategy: 'profiled' });
const withRun = await sampleResult('inception_v3', 4, { hasRun: true });

const compared = (left: SharedResult, right: SharedResult): ReturnType<typeof compareResults> =>
  compareResults({ title: 'A', result: left }, { title: 'B', result: right });

function rowsOf(tables: readonly ComparedTable[], id: ComparedTable['id']): readonly ComparedRow[] {
  return tables.find((table) => table.id === id)?.rows ?? [];
}

describe('comparing two results', () => {
  test('says in a sentence which is faster and by how much, by the figures of both plans', () => {
    const { headline, label, cautions } = compared(balanced, profiled);
    expect(plainText(headline)).toBe(
      'B is 1.45× faster than A: 4.45 ms per inference against 6.45 ms',
    );
    expect(label).toBe('estimated');
    expect(cautions).toEqual([]);
  });

  test('turns the sentence with the sides', () => {
    expect(plainText(compared(profiled, balanced).headline)).toMatch(/^B is 1\.45× slower than A/);
    expect(plainText(compared(balanced, balanced).headline)).toMatch(/^B is as fast as A/);
  });

  test('gives every figure of both sides with the difference of the second against the first', () => {
    const { tables } = compared(balanced, profiled);
    const [slowest] = rowsOf(tables, 'plan');
    expect(slowest).toEqual({
      name: 'Slowest stage',
      left: '6.45 ms',
      right: '4.45 ms',
      difference: '−31 %',
      direction: 'better',
    });
    expect(rowsOf(tables, 'stages')).toHaveLength(4);
    expect(rowsOf(tables, 'set-up').map(({ name, direction }) => [name, direction])).toEqual([
      ['Model', 'same'],
      ['Strategy', 'different'],
      ['Devices', 'same'],
      ['Cut after depth', 'different'],
      ['Batch', 'same'],
    ]);
  });

  test('swaps better and worse when the sides are swapped, row by row', () => {
    const opposite = { better: 'worse', worse: 'better' } as Readonly<Record<string, string>>;
    const directions = (left: SharedResult, right: SharedResult): string[] =>
      compared(left, right).tables.flatMap(({ rows }) => rows.map(({ direction }) => direction));
    const there = directions(balanced, profiled);
    expect(directions(profiled, balanced)).toEqual(there.map((word) => opposite[word] ?? word));
    expect(there).toContain('better');
  });

  test('leaves a side empty where it has no such figure, and says no difference', () => {
    const { tables } = compared(balanced, withRun);
    expect(rowsOf(tables, 'run')).toContainEqual({
      name: 'Latency, median',
      left: '–',
      right: expect.stringMatching(/ ms$/) as string,
      difference: '',
      direction: 'unknown',
    });
    expect(rowsOf(compared(balanced, profiled).tables, 'run')).toEqual([]);
  });

  test('compares runs before estimates, where both are of one kind', () => {
    const run = withRun.run as SharedRun;
    const twice = { ...withRun, run: { ...run, throughputPerSecond: 2 * run.throughputPerSecond } };
    const { headline, label } = compared(withRun, twice);
    expect(plainText(headline)).toMatch(/^B is 2\.0× faster than A/);
    expect(label).toBe(run.label);
  });

  test.each([
    ['another model', { model: { ...balanced.model, sha256: '00' } }, /two different models/],
    ['other devices', { devices: balanced.devices.slice(1) }, /different numbers of devices/],
    ['another version', { toolVersion: '9.0.0' }, /two versions of Reef/],
  ])('warns of %s', (_what, change, caution) => {
    const { cautions } = compared(balanced, { ...balanced, ...change });
    expect(cautions).toEqual([expect.stringMatching(caution)]);
  });

  test('never lets a measured run stand against a simulated one in the sentence', () => {
    const run = withRun.run as SharedRun;
    const other = run.label === 'measured' ? 'simulated' : 'measured';
    const { label, cautions, tables } = compared(withRun, {
      ...withRun,
      run: { ...run, label: other },
    });
    expect(label).toBe('estimated');
    expect(cautions.join(' ')).toContain('compares the estimates');
    expect(rowsOf(tables, 'run')[0]).toMatchObject({ name: 'Figures are', direction: 'different' });
  });
});
