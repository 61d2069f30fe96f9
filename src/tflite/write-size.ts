// How much room a written file needs beside its weights. Too little only costs a copy (the builder doubles), too much
// costs memory that is never touched; the figures are upper bounds of what the tables take.

import { viewBehind } from './buffers.ts';
import { Operator as RawOperator } from './schema/generated/operator.ts';
import { Tensor as RawTensor } from './schema/generated/tensor.ts';
import type { SubgraphPlan, WritePlan } from './write-plan.ts';

/** Header, list of buffers, operator codes, metadata, description, signatures of ordinary length. */
const FIXED_BYTES = 16 * 1024;
const BYTES_PER_BUFFER = 24;
const BYTES_PER_CODE = 64;
/** Table, quantisation table, vector headers, a place in the list, the buffer's table. */
const BYTES_PER_TENSOR = 192;
const BYTES_PER_OPERATOR = 224;
/** Scale, zero point, minimum, maximum. */
const BYTES_PER_SCALE = 4 + 8 + 4 + 4;

/** Upper bound, in bytes, of everything but the weights (more only in files with unusually long texts). */
export function estimateHeadBytes(plan: WritePlan): number {
  let total =
    FIXED_BYTES +
    BYTES_PER_BUFFER * plan.buffers.length +
    BYTES_PER_CODE * plan.operatorCodes.length;
  total += 3 * (plan.raw.description()?.length ?? 0);
  for (const subgraph of plan.subgraphs)
    total += tensorBytes(subgraph) + operatorBytes(plan, subgraph);
  return total;
}

function tensorBytes(plan: SubgraphPlan): number {
  const tensor = new RawTensor();
  let total = 0;
  for (const index of plan.tensors) {
    if (plan.raw.tensors(index, tensor) === null) continue;
    const quantization = tensor.quantization();
    const scales = Math.max(quantization?.scaleLength() ?? 0, quantization?.minLength() ?? 0);
    const name = plan.names.get(index) ?? plan.subgraph.tensors[index]?.name ?? '';
    total += BYTES_PER_TENSOR + BYTES_PER_SCALE * scales + 3 * name.length;
    total += 4 * (tensor.shapeLength() + tensor.shapeSignatureLength());
  }
  return total + plan.casts.length * 2 * BYTES_PER_TENSOR;
}

function operatorBytes(plan: WritePlan, subgraph: SubgraphPlan): number {
  const operator = new RawOperator();
  let total = 0;
  for (const index of subgraph.operators) {
    if (subgraph.raw.operators(index, operator) === null) continue;
    const range = {
      offset: operator.largeCustomOptionsOffset(),
      size: operator.largeCustomOptionsSize(),
    };
    const large = viewBehind(plan.table.file, range, `the options of operator ${index}`);
    total += BYTES_PER_OPERATOR + operator.customOptionsLength() + (large?.byteLength ?? 0);
    total +=
      4 * (operator.inputsLength() + operator.outputsLength() + operator.intermediatesLength());
  }
  return total + subgraph.casts.length * BYTES_PER_OPERATOR;
}
