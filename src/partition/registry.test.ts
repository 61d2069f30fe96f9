import { describe, expect, it, test } from 'vitest';
import { comparePlans, COMPARED_STRATEGIES, runStrategy, STRATEGIES } from './registry.ts';
import { devicesWithPorts, realPart, samplePart } from './testing/requests.ts';
import { STRATEGY_NAMES } from './types.ts';
import type { ManualCuts, PlanRequest, StrategyName } from './types.ts';

function requestOf(deviceCount: number, manual?: ManualCuts): PlanRequest {
  const part = realPart('mobilenet_v1_0.25_128_quant');
  if (part === null) throw new Error('fixture is missing');
  const request = { ...part, devices: devicesWithPorts(deviceCount), batch: 15 };
  return manual === undefined ? request : { ...request, manual };
}

describe('the registry', () => {
  it('knows strategies by names of the list only, each once', () => {
    const names = STRATEGIES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => STRATEGY_NAMES.includes(name))).toBe(true);
    expect(COMPARED_STRATEGIES).not.toContain('manual');
  });

  it('lists a plan or the reason why there is none for every strategy, in the order asked for', () => {
    const outcomes = comparePlans(requestOf(4), COMPARED_STRATEGIES);
    expect(outcomes.map(({ strategy }) => strategy)).toEqual(COMPARED_STRATEGIES);
    const compiler = outcomes.find(({ strategy }) => strategy === 'compiler');
    expect(compiler).toMatchObject({ failure: { code: 'partition/compiler-crashes' } });
    for (const outcome of outcomes) {
      if (!('plan' in outcome)) continue;
      expect(outcome.plan.speedupOverCompiler).toBeNull();
      expect(outcome.plan.speedupOverSingle).toBeGreaterThan(0);
    }
  });

  it('compares every plan to one device: `single` with itself is 1', () => {
    const result = runStrategy('single', requestOf(3));
    expect(result.ok && result.value.speedupOverSingle).toBe(1);
  });

  it('runs the whole model on the fastest of unequal devices under `single`', async () => {
    const part = await samplePart('mobilenet_v2');
    const devices = [
      ...devicesWithPorts(2, 'usb2'),
      { link: 'usb3', clock: 'max', bus: 2 } as const,
    ];
    const result = runStrategy('single', { ...part, devices, batch: 15 });
    expect(result.ok && result.value.segments.map(({ deviceIndices }) => deviceIndices)).toEqual([
      [2],
    ]);
  });

  const counts: readonly (readonly [StrategyName, number, string])[] = [
    ['balanced', 0, 'partition/no-devices'],
    ['single', 0, 'partition/no-devices'],
    ['hybrid', 0, 'partition/no-devices'],
    ['compiler', 0, 'partition/no-devices'],
    ['balanced', 17, 'partition/too-many-devices'],
    ['hybrid', 17, 'partition/too-many-devices'],
  ];
  test.each(counts)('ends %s on %i devices in %s, with a next step', (name, count, code) => {
    const result = runStrategy(name, requestOf(count));
    expect(result).toMatchObject({ ok: false, failure: { code } });
    expect(!result.ok && result.failure.hint).toBeTruthy();
  });

  test.each(['balanced', 'profiled'] as const)(
    'ends %s where devices outnumber depths',
    async (name) => {
      const part = await samplePart('dense5_n1620');
      const result = runStrategy(name, { ...part, devices: devicesWithPorts(6), batch: 15 });
      expect(result).toMatchObject({
        ok: false,
        failure: { code: 'partition/too-many-devices', details: { devices: 6, parts: 5 } },
      });
    },
  );

  test.each(['balanced', 'profiled', 'hybrid'] as const)(
    'ends a cancelled %s as cancelled',
    (name) => {
      const result = runStrategy(name, requestOf(3), { isCancelled: () => true });
      expect(result).toMatchObject({ ok: false, failure: { code: 'partition/cancelled' } });
    },
  );
});

describe('manual cuts', () => {
  const run = (deviceCount: number, manual?: ManualCuts) =>
    runStrategy('manual', requestOf(deviceCount, manual));
  const all = Array.from({ length: requestOf(1).graph.operatorCount }, (_, operator) => operator);

  it('make a segment of each run of depths, on fewer devices than there are if need be', () => {
    const result = run(4, { kind: 'depths', cutAfterDepths: [19, 4] });
    if (!result.ok) throw new Error(result.failure.message);
    expect(
      result.value.segments.map(({ firstDepth, lastDepth }) => [firstDepth, lastDepth]),
    ).toEqual([
      [0, 4],
      [5, 19],
      [20, 30],
    ]);
  });

  it('may be any prefix-closed sets of operators', () => {
    const result = run(2, { kind: 'operators', segments: [all.slice(0, 9), all.slice(9)] });
    expect(result.ok && result.value.segments.map(({ operators }) => operators.length)).toEqual([
      9, 22,
    ]);
  });

  const refused: readonly (readonly [string, ManualCuts | undefined, string])[] = [
    ['none at all', undefined, 'partition/no-manual-cuts'],
    ['after the last depth', { kind: 'depths', cutAfterDepths: [30] }, 'partition/illegal-cut'],
    ['before the first', { kind: 'depths', cutAfterDepths: [-1] }, 'partition/illegal-cut'],
    ['twice at one depth', { kind: 'depths', cutAfterDepths: [3, 3] }, 'partition/illegal-cut'],
    ['at half a depth', { kind: 'depths', cutAfterDepths: [2.5] }, 'partition/illegal-cut'],
    ['at no number', { kind: 'depths', cutAfterDepths: [NaN] }, 'partition/illegal-cut'],
    [
      'more than devices',
      { kind: 'depths', cutAfterDepths: [1, 2, 3] },
      'partition/too-few-devices',
    ],
    ['an empty segment', { kind: 'operators', segments: [all, []] }, 'graph/segment-empty'],
    [
      'an operator left out',
      { kind: 'operators', segments: [all.slice(0, 9), all.slice(10)] },
      'graph/operator-misplaced',
    ],
    [
      'an operator twice',
      { kind: 'operators', segments: [all.slice(0, 9), all.slice(8)] },
      'graph/operator-misplaced',
    ],
    [
      'an unknown operator',
      { kind: 'operators', segments: [[...all, 99]] },
      'graph/operator-misplaced',
    ],
    [
      'an edge backwards',
      { kind: 'operators', segments: [all.slice(9), all.slice(0, 9)] },
      'graph/cut-backwards',
    ],
  ];
  test.each(refused)('are refused: %s', (_title, cuts, code) => {
    const result = run(3, cuts);
    expect(result).toMatchObject({ ok: false, failure: { code } });
    expect(!result.ok && result.failure.hint).toBeTruthy();
  });
});
