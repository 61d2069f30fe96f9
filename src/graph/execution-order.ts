/**
 * The order in which the vendor's compiler walks the operators (edgetpu-compiler.md d.2): depth-first with a stack.
 * Roots go on the stack in index order; an operator goes on when its last parent is done; of those that become ready
 * together the highest index is visited first. Operators without a consumer are put below everything else, each below
 * the one before: they come last, in the order in which they became ready. O(operators + edges).
 */
export function executionOrder(
  predecessors: readonly (readonly number[])[],
  successors: readonly (readonly number[])[],
): number[] {
  const order: number[] = [];
  const stack: number[] = [];
  // What the compiler inserts at the bottom of its stack leaves it first in, first out: nothing it holds has children.
  const last: number[] = [];
  const waitingFor = predecessors.map((parents) => parents.length);
  const makeReady = (operator: number): void => {
    (successors[operator]?.length === 0 ? last : stack).push(operator);
  };
  waitingFor.forEach((count, operator) => {
    if (count === 0) makeReady(operator);
  });
  for (let operator = stack.pop(); operator !== undefined; operator = stack.pop()) {
    order.push(operator);
    for (const child of successors[operator] ?? []) {
      const left = (waitingFor[child] ?? 0) - 1;
      waitingFor[child] = left;
      if (left === 0) makeReady(child);
    }
  }
  return order.concat(last);
}
