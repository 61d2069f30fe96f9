import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executionOrder } from './execution-order.ts';
import { arbitraryGraph } from './testing/random-graphs.ts';

/** The rule as edgetpu-compiler.md d.2 words it, with one stack whose bottom is index 0. */
function orderByTheWords(successors: readonly (readonly number[])[]): number[] {
  const parentsLeft = successors.map(() => 0);
  for (const child of successors.flat()) parentsLeft[child]! += 1;
  const stack: number[] = [];
  const put = (operator: number): void => {
    if (successors[operator]!.length === 0) stack.unshift(operator);
    else stack.push(operator);
  };
  parentsLeft.forEach((count, operator) => count === 0 && put(operator));
  const order: number[] = [];
  while (stack.length > 0) {
    const operator = stack.pop()!;
    order.push(operator);
    for (const child of successors[operator]!) {
      parentsLeft[child]! -= 1;
      if (parentsLeft[child] === 0) put(child);
    }
  }
  return order;
}

function predecessorsOf(successors: readonly (readonly number[])[]): number[][] {
  return successors.map((_, operator) =>
    successors.flatMap((children, parent) => (children.includes(operator) ? [parent] : [])),
  );
}

describe('executionOrder', () => {
  it.each([
    ['follows a chain', [[1], [2], []], [0, 1, 2]],
    [
      'visits the highest of the children that become ready together first',
      [[1, 2], [3], [3], []],
      [0, 2, 1, 3],
    ],
    [
      'finishes a branch before it starts the next',
      [[1, 2], [3], [4], [5], [5], []],
      [0, 2, 4, 1, 3, 5],
    ],
    ['visits the last root first', [[2], [2], []], [1, 0, 2]],
    ['leaves operators without a consumer to the end', [[1, 2], [3], [], []], [0, 1, 2, 3]],
    [
      'keeps several of those in the order in which they became ready',
      [[1, 4], [2, 3], [], [], []],
      [0, 1, 4, 2, 3],
    ],
  ])('%s', (_, successors, order) => {
    expect(executionOrder(predecessorsOf(successors), successors)).toEqual(order);
  });

  it('equals the rule taken by its words, on random graphs', () => {
    fc.assert(
      fc.property(arbitraryGraph({ maxOperators: 20 }), (graph) => {
        expect(graph.order).toEqual(orderByTheWords(graph.successors));
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('runs every operator once, after all that it reads from, on random graphs', () => {
    fc.assert(
      fc.property(arbitraryGraph({ maxOperators: 20 }), (graph) => {
        expect([...graph.order].sort((a, b) => a - b)).toEqual(
          graph.order.map((_, index) => index),
        );
        graph.predecessors.forEach((parents, operator) => {
          for (const parent of parents) {
            expect(graph.positionOf[parent]).toBeLessThan(graph.positionOf[operator]!);
          }
        });
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});
