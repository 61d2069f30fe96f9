import { describe, expect, test } from 'vitest';
import type { OperatorRow, ModelFacts } from './model-facts.ts';
import {
  compiledSentence,
  groupRefusals,
  modelHeadline,
  modelReason,
  refusalSubject,
} from './model-sentences.ts';
import { obstacleHeadline } from './obstacle-headline.ts';
import { plainText } from './sentences/index.ts';

const MIB = 1024 * 1024;

function facts(patch: Partial<ModelFacts> = {}): ModelFacts {
  return {
    bytes: 24_400_000,
    operatorCount: 124,
    depthCount: 64,
    paramBytes: 22.8 * MIB,
    compiledParamBytes: 23.5 * MIB,
    onChipBytes: 21.9 * MIB,
    neverCachedBytes: 0,
    macs: 5_710_000_000,
    mappedOperatorCount: 124,
    budgetBytes: 7.0 * MIB,
    streamedOnOneDeviceBytes: 14.9 * MIB,
    unavoidableBytes: 0,
    ...patch,
  };
}

function row(index: number, kind: string, refusal: OperatorRow['refusal']): OperatorRow {
  return {
    index,
    kind,
    name: `op${String(index)}`,
    depth: index,
    order: index,
    outputShape: [1],
    outputType: 'INT8',
    paramBytes: 0,
    compiledParamBytes: 0,
    macs: 0,
    outputBytes: 1,
    runsOnEdgeTpu: refusal === null,
    refusal,
  };
}

const UNSUPPORTED = {
  kind: 'unsupported',
  reason: 'No.',
  remedy: 'Change it.',
  isGuess: false,
} as const;
const AFTER = {
  kind: 'after-refused',
  reason: 'After 2.',
  remedy: 'Mend 2.',
  isGuess: false,
} as const;

describe('the headline of a model', () => {
  test.each<[string, Partial<ModelFacts>]>([
    ["124 operators, all on the Edge TPU; 23.5 MiB of parameters, about three chips' worth", {}],
    [
      "124 operators, all on the Edge TPU; 23.5 MiB of parameters, more than two chips' worth",
      { onChipBytes: 17.5 * MIB },
    ],
    [
      "124 operators, all on the Edge TPU; 23.5 MiB of parameters, more than one chip's worth",
      { onChipBytes: 9.5 * MIB },
    ],
    [
      '124 operators, 118 on the Edge TPU; 3.50 MiB of parameters, which fit one chip',
      { mappedOperatorCount: 118, compiledParamBytes: 3.5 * MIB, streamedOnOneDeviceBytes: 0 },
    ],
    [
      'One operator, on the Edge TPU; 64.0 KiB of parameters, which fit one chip',
      {
        operatorCount: 1,
        mappedOperatorCount: 1,
        compiledParamBytes: 65_536,
        streamedOnOneDeviceBytes: 0,
      },
    ],
    [
      '124 operators, none on the Edge TPU; no parameters on it',
      { mappedOperatorCount: 0, compiledParamBytes: 0, onChipBytes: 0 },
    ],
  ])('reads "%s"', (text, patch) => {
    expect(modelHeadline(facts(patch))).toBe(text);
  });
});

describe('the second line', () => {
  test('says what one device would stream', () => {
    expect(plainText(modelReason(facts()))).toBe(
      'One chip keeps about 7.00 MiB. On one device 14.9 MiB would be read from the host again at every inference; cut over several devices, they stay on chip.',
    );
  });

  test('owns up to what no cut can keep on chip', () => {
    const part = facts({ unavoidableBytes: 3.1 * MIB });
    expect(plainText(modelReason(part))).toMatch(/all but 3\.10 MiB of them can stay on chip\.$/);
  });

  test('says that a small model fits', () => {
    expect(plainText(modelReason(facts({ streamedOnOneDeviceBytes: 0 })))).toMatch(
      /^One device holds it all\./,
    );
  });

  test('says first that some of it runs on the CPU', () => {
    const partly = modelReason(facts({ mappedOperatorCount: 118, streamedOnOneDeviceBytes: 0 }));
    expect(plainText(partly)).toMatch(
      /^6 operators run on the computer's CPU instead, see why below\. One device/,
    );
  });

  test('says that nothing maps', () => {
    expect(plainText(modelReason(facts({ mappedOperatorCount: 0 })))).toMatch(/runs nothing of it/);
  });
});

describe('what does not map', () => {
  const rows = [
    row(0, 'CONV_2D', null),
    row(1, 'RESHAPE', AFTER),
    row(2, 'ARG_MAX', UNSUPPORTED),
    row(3, 'CAST', AFTER),
    row(4, 'ARG_MAX', UNSUPPORTED),
  ];

  test('is grouped by reason, own refusals first', () => {
    const groups = groupRefusals(rows);
    expect(groups.map(({ kind, operators, kinds }) => ({ kind, operators, kinds }))).toEqual([
      { kind: 'unsupported', operators: [2, 4], kinds: ['ARG_MAX'] },
      { kind: 'after-refused', operators: [1, 3], kinds: ['RESHAPE', 'CAST'] },
    ]);
  });

  test('is named by kind, and by number where it is one', () => {
    const [first, second] = groupRefusals(rows);
    expect(first && refusalSubject(first)).toBe('2 operators (ARG_MAX)');
    expect(second && refusalSubject(second)).toBe('2 operators (RESHAPE and CAST)');
    const [only] = groupRefusals(rows.slice(0, 3).filter((operator) => operator.index !== 1));
    expect(only && refusalSubject(only)).toBe('Operator 2 (ARG_MAX)');
  });

  test('is empty where all of it maps', () => {
    expect(groupRefusals([row(0, 'CONV_2D', null)])).toEqual([]);
  });
});

describe('a model that cannot be cut', () => {
  test.each([
    ['tflite/float-model', 'Not quantised yet'],
    ['tflite/dynamic-shape', 'Shapes are not fixed yet'],
    ['tflite/compiled-model', 'Already compiled'],
    ['tflite/several-subgraphs', 'Several graphs'],
    ['tflite/stateful', 'This model can be read, but not cut'],
  ] as const)('%s has a headline of its own', (code, start) => {
    expect(obstacleHeadline({ code, message: '' }).startsWith(start)).toBe(true);
  });

  test('says what the compiler made of it', () => {
    expect(
      compiledSentence({ compilerVersion: '16.0', cachedBytes: 3 * MIB, streamedBytes: 0 }),
    ).toBe('The compiler 16.0 put 3.00 MiB of parameters on chip; nothing is streamed.');
  });
});
