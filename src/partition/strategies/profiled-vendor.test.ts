import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateSegment } from '../evaluate.ts';
import { firstOutputPosition } from '../order-cuts.ts';
import { runStrategy } from '../registry.ts';
import { arbitraryRequest, devicesWithPorts, samplePart } from '../testing/requests.ts';
import type { PlanRequest } from '../types.ts';

/** The algorithm of edgetpu-compiler.md (e) word by word: recursion without memory, every latency from the evaluator. */
function vendorEnds(
  request: PlanRequest,
): readonly number[] | 'writes-nothing' | 'nothing' | 'crash' {
  const { graph, devices } = request;
  const n = devices.length;
  const latencyNs = (segment: number, start: number, end: number): number => {
    const device = devices[segment];
    if (device === undefined) throw new Error('no device');
    const operators = graph.order.slice(start, end).sort((a, b) => a - b);
    return Math.round(evaluateSegment(request, operators, device).stageMs * 1e6);
  };
  const compiled = runStrategy('compiler', request);
  if (!compiled.ok) return 'crash';
  const counts = compiled.value.segments.map((segment) => segment.operators.length);
  let start = 0;
  const latencies = counts.map((count, segment) => {
    start += count;
    return latencyNs(segment, start - count, start);
  });
  let lower = Math.min(...latencies);
  let upper = Math.max(...latencies);
  if (upper - lower <= 1e6) return 'writes-nothing';
  let best: number[] | null = null;
  while (upper - lower > 1e6) {
    const target = Math.floor((lower + upper) / 2);
    const ops = partitionFor(target);
    const t =
      ops === null ? Infinity : latencyNs(n - 1, sum(ops.slice(0, -1)), graph.operatorCount);
    if (t < target) {
      best = ops;
      upper = target;
    } else {
      if (t < upper) {
        best = ops;
        upper = t;
      }
      lower = target;
    }
  }
  return best ?? 'nothing';

  function partitionFor(target: number): number[] | null {
    const N = graph.operatorCount;
    const ops = new Array<number>(n).fill(1);
    ops[0] = N - (n - 1);
    return search(ops, 0) ? ops : null;

    function search(ops: number[], i: number): boolean {
      if (i === n - 1) return true;
      const rest = sum(ops.slice(i));
      ops[n - 1] = Math.max(N - firstOutputPosition(request), 1);
      for (let k = i + 1; k < n - 1; k++) ops[k] = 1;
      ops[i] = rest - (n - 2 - i) - (ops[n - 1] ?? 0);
      const tried = [...ops];
      while ((tried[i] ?? 0) > 0) {
        const from = sum(tried.slice(0, i));
        const latency = latencyNs(i, from, from + (tried[i] ?? 0));
        if (latency <= target && search(tried, i + 1)) {
          ops.splice(0, n, ...tried);
          return true;
        }
        tried[i] = (tried[i] ?? 0) - 1;
        tried[i + 1] = (tried[i + 1] ?? 0) + 1;
      }
      return false;
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe("the vendor's profiling", () => {
  it('ends as the published algorithm does, word by word', () => {
    const seen = { split: 0, nothing: 0, crash: 0, written: 0 };
    fc.assert(
      fc.property(
        arbitraryRequest({
          maxOperators: 12,
          minDevices: 2,
          maxDevices: 4,
          hasUnequalDevices: true,
        }),
        (request) => {
          const expected = vendorEnds(request);
          const result = runStrategy('profiled-vendor', request);
          if (expected === 'crash') {
            seen.crash++;
            expect(result).toMatchObject({ failure: { code: 'partition/compiler-crashes' } });
          } else if (expected === 'nothing') {
            seen.nothing++;
            expect(result).toMatchObject({ failure: { code: 'partition/vendor-finds-nothing' } });
          } else if (expected === 'writes-nothing') {
            seen.split++;
            expect(result.ok && result.value.notes.map(({ code }) => code)).toContain(
              'vendor-writes-nothing',
            );
            const compiled = runStrategy('compiler', request);
            expect(result.ok && result.value.segments).toEqual(
              compiled.ok && compiled.value.segments,
            );
          } else {
            seen.written++;
            expect(
              result.ok && result.value.segments.map((segment) => segment.operators.length),
            ).toEqual(expected);
          }
        },
      ),
      { seed: 61, numRuns: 400 },
    );
    // All four ways to end occur.
    expect(Object.values(seen).every((count) => count > 0)).toBe(true);
  });

  it('finds 2+1+1+1 for five convolutions on four devices, where the compiler makes 1+1+1+2', async () => {
    const request = {
      ...(await samplePart('conv5_f582')),
      devices: devicesWithPorts(4),
      batch: 15,
    };
    const sizes = (['compiler', 'profiled-vendor'] as const).map((name) => {
      const result = runStrategy(name, request);
      return result.ok ? result.value.segments.map((segment) => segment.operators.length) : [];
    });
    expect(sizes).toEqual([
      [1, 1, 1, 2],
      [2, 1, 1, 1],
    ]);
  });

  it('is cancelled between two targets', async () => {
    const request = {
      ...(await samplePart('conv5_f582')),
      devices: devicesWithPorts(4),
      batch: 15,
    };
    const result = runStrategy('profiled-vendor', request, { isCancelled: () => true });
    expect(result).toMatchObject({ ok: false, failure: { code: 'partition/cancelled' } });
  });
});
