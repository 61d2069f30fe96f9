import type { Subgraph, Tensor } from '../tflite/index.ts';

/**
 * Names for tensors at the edges of segments whose own name is empty or not the only one of its kind there: runners link
 * segments by name, so it has to identify the tensor. All others keep theirs and are not in the map.
 */
export function boundaryNames(
  tensors: readonly Tensor[],
  subgraph: Subgraph,
): ReadonlyMap<number, string> {
  const taken = new Set(subgraph.tensors.map((tensor) => tensor.name));
  const names = new Map<number, string>();
  const seen = new Set<string>();
  for (const { index, name } of tensors) {
    const isFirst = !seen.has(name);
    seen.add(name);
    if (name !== '' && isFirst) continue;
    const fresh = freshName(name === '' ? 'tensor' : name, index, taken);
    taken.add(fresh);
    names.set(index, fresh);
  }
  return names;
}

function freshName(base: string, index: number, taken: ReadonlySet<string>): string {
  let name = `${base}_${index}`;
  while (taken.has(name)) name += '_';
  return name;
}
