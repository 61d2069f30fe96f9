import { describe, expect, test } from 'vitest';
import { testPlan, testSegment } from '../../report/testing/plans.ts';
import { compiledRows, compiledSummary, cpuSentences, refinementWords } from './compiled-rows.ts';
import type { CompiledSegments } from './run-contract.ts';

const MIB = 1024 * 1024;
type Known = NonNullable<CompiledSegments['segments'][number]>;

function known(patch: Partial<Known> = {}): Known {
  return {
    ...{ fileName: 'a_edgetpu.tflite', from: 'file', cachedBytes: 5 * MIB, streamedBytes: 0 },
    ...{ operatorCount: 23, mappedCount: 23, onCpu: [] },
    ...patch,
  };
}

function compiledOf(
  segments: CompiledSegments['segments'],
  patch: Partial<CompiledSegments> = {},
): CompiledSegments {
  const files = segments.map(() => null);
  return {
    ...{ planKey: '', files, facts: [], segments, unmatched: [], refinement: null },
    ...patch,
  };
}

const estimate = testPlan([testSegment(0), testSegment(1, { streamMib: 0.25 })]);

describe('rows of compiled segments', () => {
  test('set what went on chip beside the estimate', () => {
    const compiled = compiledOf([
      known({ cachedBytes: 4.5 * MIB, streamedBytes: 0.5 * MIB }),
      known({ streamedBytes: 0.25 * MIB }),
    ]);
    expect(compiledRows(compiled, { estimate })).toMatchObject([
      {
        ...{ onChip: '4.50', estimatedOnChip: '5.00', isStreaming: true },
        ...{ streamed: '0.50', estimatedStreamed: '0', difference: '+0.50', operators: '23 of 23' },
      },
      { streamed: '0.25', estimatedStreamed: '0.25', difference: '±0' },
    ]);
  });

  test('say what is rounded, and what is not known', () => {
    const [rounded, none] = compiledRows(
      compiledOf([known({ from: 'log', streamedBytes: 0.12 * MIB }), null]),
      { estimate },
    );
    expect(rounded).toMatchObject({ onChip: '≈ 5.00', streamed: '≈ 0.12' });
    expect(none).toMatchObject({ fileName: null, onChip: '–', difference: '–', operators: '–' });
  });
});

describe('words for compiled segments', () => {
  test.each([
    [[known(), known()], 'All segments are compiled. All their parameters are on chip.'],
    [
      [known({ streamedBytes: MIB })],
      'The segment is compiled. It streams 1.00 MiB at every inference.',
    ],
    [[known(), null], '1 of 2 segments is compiled. All its parameters are on chip.'],
    [
      [known({ streamedBytes: MIB }), known({ streamedBytes: MIB / 2 })],
      'All segments are compiled. They stream 1.50 MiB at every inference.',
    ],
    [
      [known({ from: null, cachedBytes: null, streamedBytes: null }), null],
      '1 of 2 segments is compiled.',
    ],
  ] as const)('sum them up', (segments, words) => {
    expect(compiledSummary(compiledOf(segments))).toBe(words);
  });

  test('name what stays on the CPU, with the reason where a log tells it', () => {
    const softmax = { kind: 'SOFTMAX', count: 1, reason: 'Operation not supported' };
    const custom = { kind: 'CUSTOM', count: 2, reason: null };
    const compiled = compiledOf([known(), known({ onCpu: [softmax, custom] })]);
    expect(cpuSentences(compiled)).toEqual([
      'Segment 2: 3 operators on the CPU: SOFTMAX (Operation not supported); 2 CUSTOM.',
    ]);
  });

  test('propose the next cut, or say that there is none', () => {
    const move = {
      kind: 'move',
      ...{ cutIndex: 1, fromDepth: 12, toDepth: 11, avoidableBytes: MIB / 2 },
      state: {} as never,
    } as const;
    expect(refinementWords(compiledOf([], { refinement: move }))).toMatch(
      /^Better cuts could keep 0\.50 MiB more on chip\. Next step: cut 2 after depth 11 instead of 12;/,
    );
    expect(refinementWords(compiledOf([], { refinement: { kind: 'nothing-to-save' } }))).toBe(
      'Nothing is streamed that a better cut could keep on chip.',
    );
    expect(refinementWords(compiledOf([]))).toBeNull();
  });
});
