import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busMsOf } from '../edgetpu/index.ts';
import { evaluateSegment } from './evaluate.ts';
import { LayerTable } from './layer-table.ts';
import type { Layering } from './layer-table.ts';
import { arbitraryRequest, samplePart } from './testing/requests.ts';
import type { PlanRequest, SegmentFact } from './types.ts';

const LAYERINGS: readonly Layering[] = ['depth', 'order'];

/** Compares every entry of a table with the reference evaluator; entries beyond a row's end must be slower than the limit. */
function expectExact(request: PlanRequest, layering: Layering, limitMs: number): void {
  const table = new LayerTable(request, layering, () => limitMs);
  for (const device of request.devices) {
    for (let first = 0; first < table.layerCount; first++) {
      const row = table.rowsOf(device).stage(first);
      for (let last = first; last < table.layerCount; last++) {
        const reference = evaluateSegment(request, table.operatorsBetween(first, last), device);
        const at = last - first;
        if (at >= row.length) {
          expect(reference.stageMs).toBeGreaterThan(limitMs);
          continue;
        }
        expect(row[at]).toBe(reference.stageMs);
        expect(table.rowsOf(device).bus(first)[at]).toBe(busMsOf(reference, device));
        expect(table.segmentAt(first, last, device)).toEqual({
          stageMs: reference.stageMs,
          busMs: busMsOf(reference, device),
          avoidableBytes: reference.avoidableBytes,
        });
      }
    }
  }
}

describe('LayerTable', () => {
  it('equals the reference evaluator bit for bit on every run of layers', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({ hasUnequalDevices: true, maxDevices: 3 }),
        fc.constantFrom(...LAYERINGS),
        (request, layering) => expectExact(request, layering, Infinity),
      ),
      { seed: 11, numRuns: 300 },
    );
  });

  it('only leaves out what is slower than its limit on every device', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({ maxDevices: 2 }),
        fc.double({ min: 0.2, max: 20, noNaN: true }),
        (request, limitMs) => expectExact(request, 'depth', limitMs),
      ),
      { seed: 12, numRuns: 300 },
    );
  });

  it('extends rows that were cut short under a lower limit', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxDevices: 1 }), (request) => {
        expectExact(request, 'depth', 1);
        expectExact(request, 'depth', Infinity);
        expectExact(request, 'depth', 3);
      }),
      { seed: 13, numRuns: 50 },
    );
  });

  it('takes facts about exactly a run of layers, be they faster than any estimate', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({ maxDevices: 1 }),
        fc.array(
          fc.record({
            first: fc.nat(),
            last: fc.nat(),
            stageMs: fc.double({ min: 0.01, max: 50, noNaN: true }),
          }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (request, draws) => {
          const { depthCount, operatorsAtDepth } = request.graph;
          const facts = draws.map((draw): SegmentFact => {
            const first = draw.first % depthCount;
            const last = first + (draw.last % (depthCount - first));
            const operators = operatorsAtDepth
              .slice(first, last + 1)
              .flat()
              .sort((a, b) => a - b);
            return { operators, stageMs: draw.stageMs };
          });
          expectExact({ ...request, facts }, 'depth', 2);
        },
      ),
      { seed: 14, numRuns: 200 },
    );
  });

  it('equals the reference evaluator for long segments that no row has been made for', async () => {
    const part = await samplePart('efficientnet_lite4');
    const device = { link: 'usb2', clock: 'std', bus: 0 } as const;
    const request = { ...part, devices: [device], batch: 1 };
    const table = new LayerTable(request, 'depth', () => 0);
    for (let first = 0; first < 40; first += 3) {
      for (let last = first + 65; last < table.layerCount; last += 7) {
        const reference = evaluateSegment(request, table.operatorsBetween(first, last), device);
        expect(table.segmentAt(first, last, device)).toEqual({
          stageMs: reference.stageMs,
          busMs: busMsOf(reference, device),
          avoidableBytes: reference.avoidableBytes,
        });
      }
    }
  });

  it('equals the reference evaluator on a real net with branches', async () => {
    const part = await samplePart('inception_v3');
    const device = { link: 'usb3', clock: 'max', bus: 0 } as const;
    expectExact({ ...part, devices: [device], batch: 1 }, 'depth', Infinity);
  });
});
