import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { buildGraphFrom } from '../graph/index.ts';
import { paramBudgetBytes } from './budget.ts';
import { cachedOperators, cacheLayers, cachingOrder } from './caching.ts';
import { arbitraryCosts } from './testing/random-costs.ts';
import type { OperatorCost } from './types.ts';

const MIB = 1024 * 1024;

const PLAIN: OperatorCost = {
  kind: 'CONV_2D',
  paramBytes: 0,
  splitterBytes: 0,
  compiledParamBytes: 0,
  onChipBytes: 0,
  neverCachedBytes: 0,
  fitsTile: true,
  isDepthwise: false,
  outputPositions: 49,
  macs: 0,
  paddedConvMacs: 0,
  paddedDepthwiseMacs: 0,
  paddedDenseMacs: 0,
  outputBytes: 0,
  isConvolution: true,
  isLargeConv: false,
  mapBytes: 0,
  runsOnEdgeTpu: true,
  refusal: null,
};

function layer(bytes: number, change: Partial<OperatorCost> = {}): OperatorCost {
  return { ...PLAIN, compiledParamBytes: bytes, onChipBytes: bytes, ...change };
}

function orderOf(costs: readonly OperatorCost[]): number[] {
  return cachingOrder(
    costs,
    costs.map((_, operator) => operator),
  );
}

describe('paramBudgetBytes', () => {
  it.each([
    [0, Math.floor(7.73 * MIB)],
    [100_352, Math.floor(7.73 * MIB) - 100_352],
    [0.75 * MIB, Math.floor(6.98 * MIB)],
    [5 * MIB, Math.floor(6.98 * MIB)],
  ])('leaves, with a largest activation of %i bytes, %i bytes', (largest, budget) => {
    expect(paramBudgetBytes(largest)).toBe(budget);
  });
});

describe('cachingOrder', () => {
  it('takes depthwise layers first, then few output positions, then large ones, then low numbers', () => {
    const costs = [
      layer(100, { outputPositions: 3136 }),
      layer(200, { outputPositions: 49 }),
      layer(300, { outputPositions: 49 }),
      layer(10, { outputPositions: 3136, isDepthwise: true }),
      layer(200, { outputPositions: 49 }),
      layer(50, { outputPositions: 1 }),
      layer(20, { outputPositions: 196, isDepthwise: true }),
    ];
    expect(orderOf(costs)).toEqual([6, 3, 5, 2, 1, 4, 0]);
  });

  it('compares layers by their bytes in the file, not by what they occupy', () => {
    expect(orderOf([layer(300, { onChipBytes: 600 }), layer(400)])).toEqual([1, 0]);
  });

  it('leaves out what no chip can cache and what has nothing to cache', () => {
    const never = layer(64, { onChipBytes: 0, neverCachedBytes: 64 });
    expect(orderOf([layer(5, { fitsTile: false }), never, PLAIN, layer(7)])).toEqual([3]);
  });
});

describe('cacheLayers', () => {
  it('skips a layer that does not fit and goes on', () => {
    const costs = [layer(60), layer(50), layer(30), layer(10)];
    expect(cacheLayers(costs, [0, 1, 2, 3], 100)).toEqual({ cachedBytes: 100, onChipBytes: 100 });
    expect(cachedOperators(costs, [0, 1, 2, 3], 100)).toEqual([0, 2, 3]);
  });

  it('counts what layers occupy against the budget, and what they have in the file as cached', () => {
    const costs = [layer(40, { onChipBytes: 64 }), layer(40, { onChipBytes: 64 })];
    expect(cacheLayers(costs, [0, 1], 127)).toEqual({ cachedBytes: 40, onChipBytes: 64 });
    expect(cacheLayers(costs, [0, 1], 128)).toEqual({ cachedBytes: 80, onChipBytes: 128 });
  });

  it('has the granularity of whole layers that the published sweep of five 512-filter convolutions shows', () => {
    // edgetpu-compiler.md b: 2.25 MiB each, three of four big ones are cached.
    const costs = [layer(20_000), ...Array.from({ length: 4 }, () => layer(512 * (4 + 9 * 512)))];
    const { cachedBytes } = cacheLayers(costs, orderOf(costs), 7.0 * MIB);
    expect(((9.04 * MIB - cachedBytes) / MIB).toFixed(1)).toBe('2.3');
    expect(cachedBytes / MIB).toBeCloseTo(6.78, 1);
  });

  it('never exceeds the budget, keeps what it can, and agrees with the list of cached layers', () => {
    const graph = unwrap(
      buildGraphFrom({
        activations: Array.from({ length: 11 }, () => ({ bytes: 1000 })),
        operators: Array.from({ length: 10 }, (_, index) => ({
          inputs: [index],
          outputs: [index + 1],
        })),
        inputs: [0],
        outputs: [10],
      }),
    );
    const budget = fc.integer({ min: 0, max: 9 * MIB });
    fc.assert(
      fc.property(arbitraryCosts(graph), budget, ({ operators: costs }, budgetBytes) => {
        const visitOrder = orderOf(costs);
        const cached = cacheLayers(costs, visitOrder, budgetBytes);
        const kept = cachedOperators(costs, visitOrder, budgetBytes);
        const sum = (key: 'onChipBytes' | 'compiledParamBytes'): number =>
          kept.reduce((bytes, operator) => bytes + costs[operator]![key], 0);
        expect(cached).toEqual({
          cachedBytes: sum('compiledParamBytes'),
          onChipBytes: sum('onChipBytes'),
        });
        expect(cached.onChipBytes).toBeLessThanOrEqual(budgetBytes);
        for (const operator of visitOrder) {
          if (kept.includes(operator)) continue;
          expect(cached.onChipBytes + costs[operator]!.onChipBytes).toBeGreaterThan(budgetBytes);
        }
      }),
      { seed: 21, numRuns: 300 },
    );
  });
});
