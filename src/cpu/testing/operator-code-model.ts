// A model with one operator code and no operator: the interpreter resolves all codes of a file when it loads it, so this
// asks it for one operator and version. Built by field number, since no writer makes a model without operators.
import { Builder } from 'flatbuffers';

const INT8_TYPE = 9;

/** The bytes of such a model; `code` is the number of the operator in the TensorFlow Lite schema. */
export function operatorCodeModel(code: number, version: number): Uint8Array {
  const builder = new Builder(256);
  builder.startObject(4);
  builder.addFieldInt8(0, Math.min(code, 127), 0);
  builder.addFieldInt32(2, version, 1);
  builder.addFieldInt32(3, code, 0);
  const operatorCodes = offsetVector(builder, [builder.endObject()]);
  const subgraphs = offsetVector(builder, [passThroughSubgraph(builder)]);
  builder.startObject(1);
  const buffers = offsetVector(builder, [builder.endObject()]);
  builder.startObject(5);
  builder.addFieldInt32(0, 3, 0);
  builder.addFieldOffset(1, operatorCodes, 0);
  builder.addFieldOffset(2, subgraphs, 0);
  builder.addFieldOffset(4, buffers, 0);
  builder.finish(builder.endObject(), 'TFL3');
  return builder.asUint8Array();
}

/** One int8 tensor that is input and output. */
function passThroughSubgraph(builder: Builder): number {
  const shape = intVector(builder, [4]);
  const name = builder.createString('x');
  builder.startObject(4);
  builder.addFieldOffset(0, shape, 0);
  builder.addFieldInt8(1, INT8_TYPE, 0);
  builder.addFieldOffset(3, name, 0);
  const tensors = offsetVector(builder, [builder.endObject()]);
  const inputs = intVector(builder, [0]);
  const outputs = intVector(builder, [0]);
  const operators = offsetVector(builder, []);
  builder.startObject(5);
  builder.addFieldOffset(0, tensors, 0);
  builder.addFieldOffset(1, inputs, 0);
  builder.addFieldOffset(2, outputs, 0);
  builder.addFieldOffset(3, operators, 0);
  return builder.endObject();
}

function offsetVector(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const offset of [...offsets].reverse()) builder.addOffset(offset);
  return builder.endVector();
}

function intVector(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) builder.addInt32(value);
  return builder.endVector();
}
