import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildGraph } from '../graph/index.ts';
import { readModel } from '../tflite/index.ts';
import { loadFixture } from '../tflite/testing/models.ts';
import { operatorCosts } from './operator-costs.ts';
import { estimateSegment } from './segment-cost.ts';
import { allOperators } from './testing/planned-model.ts';

const SMALL = ['looming_64x64_3x3', 'gabor_64x64_p4', 'bright_16x16', 'color_red_64x64'] as const;
const USB3 = { link: 'usb3', clock: 'max', bus: 0 } as const;

/** Stage time of a file, or null where reading or graph building ends in a failure. */
function estimateOf(bytes: Uint8Array): number | null {
  const model = readModel(bytes);
  const subgraph = model.ok ? model.value.subgraphs[0] : undefined;
  const graph = subgraph === undefined ? undefined : buildGraph(subgraph);
  if (subgraph === undefined || graph?.ok !== true) return null;
  const costs = operatorCosts(subgraph, graph.value);
  const operators = allOperators(graph.value);
  return estimateSegment(graph.value, costs, { operators, device: USB3 }).stageMs;
}

it('a damaged model ends in a failure or in a finite estimate, never in an exception', () => {
  const originals = SMALL.map((name) => loadFixture(name));
  const mutations = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  let readable = 0;
  fc.assert(
    fc.property(fc.constantFrom(...originals), mutations, (original, changes) => {
      const bytes = original.slice();
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const stageMs = estimateOf(bytes);
      if (stageMs === null) return;
      readable++;
      expect(stageMs).toBeGreaterThan(0);
      expect(stageMs).toBeLessThan(Infinity);
    }),
    { seed: 41, numRuns: 3000 },
  );
  // Otherwise this test would only test the reader.
  expect(readable).toBeGreaterThan(300);
});
