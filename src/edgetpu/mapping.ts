// Which operators the Edge TPU runs (edgetpu-compiler.md i), for the model as a whole: in execution order, everything
// from the first refusal on runs on the CPU. The compiler decides this anew for each segment file, and would map again
// what comes after a cut; planning uses the one decision for all segments, so that an operator's cost does not depend
// on the cut and the strategies stay comparable. That overrates the CPU's part of a segment behind a refusal, never
// the Edge TPU's.

import type { Graph } from '../graph/index.ts';
import type { Operator, Subgraph } from '../tflite/index.ts';
import { refusalOf } from './mapping-rules.ts';
import type { MappingRefusal } from './types.ts';

/** Why each operator runs on the CPU, in the file's order; null for those that the Edge TPU runs. */
export function mapOperators(subgraph: Subgraph, graph: Graph): readonly (MappingRefusal | null)[] {
  const refusals = new Array<MappingRefusal | null>(subgraph.operators.length).fill(null);
  let ending: { op: Operator; refusal: MappingRefusal } | null = null;
  for (const operator of graph.order) {
    const op = subgraph.operators[operator];
    if (op === undefined) continue;
    const own = refusalOf(subgraph, op);
    refusals[operator] = own ?? (ending === null ? null : afterRefused(ending.op, ending.refusal));
    if (own !== null && ending === null && !isQuantizeAtHead(graph, op, operator))
      ending = { op, refusal: own };
  }
  return refusals;
}

/** A QUANTIZE from float at the model's input stays on the CPU without ending the mapped part. */
function isQuantizeAtHead(graph: Graph, op: Operator, operator: number): boolean {
  const inputs = graph.inputsOf[operator] ?? [];
  return op.kind === 'QUANTIZE' && inputs.every((id) => graph.activations[id]?.producer === -1);
}

function afterRefused(op: Operator, refusal: MappingRefusal): MappingRefusal {
  const name = op.customName ?? op.kind;
  return {
    kind: 'after-refused',
    reason: `The part on the Edge TPU ends at operator ${op.index} (${name}), and this one comes after it.`,
    remedy: `Replace operator ${op.index} (${name}), move it to the end of the model, or split the model behind it.`,
    isGuess: refusal.isGuess,
  };
}
