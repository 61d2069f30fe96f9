import { elementBytes, elementType } from './names.ts';
import { failDamaged } from './read-failures.ts';
import type { SubgraphSource } from './read-subgraph.ts';
import type { QuantizationParameters } from './schema/generated/quantization-parameters.ts';
import type { SubGraph as RawSubgraph } from './schema/generated/sub-graph.ts';
import { Tensor as RawTensor } from './schema/generated/tensor.ts';
import type { Quantization, Tensor } from './types.ts';

/** Translates the tensors of a subgraph; their data are views on the file. */
export function readTensors(raw: RawSubgraph, source: SubgraphSource): readonly Tensor[] {
  const tensors: Tensor[] = [];
  const scratch = new RawTensor();
  const knowsRanks = writerKnowsRanks(raw);
  for (let index = 0; index < raw.tensorsLength(); index++) {
    const tensor = raw.tensors(index, scratch);
    if (tensor !== null) tensors.push(readTensor(tensor, index, { ...source, knowsRanks }));
  }
  return tensors;
}

interface TensorSource extends SubgraphSource {
  readonly knowsRanks: boolean;
}

function readTensor(raw: RawTensor, index: number, source: TensorSource): Tensor {
  const name = raw.name() ?? '';
  const what = name === '' ? `tensor ${index}` : `tensor “${name}”`;
  const shape = readShape(raw, what);
  const { name: type, bits } = elementType(raw.type());
  const isDynamic = declaresUnknown(raw, shape, source.knowsRanks);
  if (raw.externalBuffer() !== 0) failExternalFile(what);
  const data = source.buffers.view(raw.buffer(), what);
  const byteLength = isDynamic ? 0 : elementBytes(bits, countElements(shape, what));
  if (data !== null && bits > 0 && !isDynamic && raw.sparsity() === null) {
    checkConstant(what, data.byteLength, byteLength);
  }
  return {
    index,
    name,
    type,
    shape,
    isDynamic,
    isVariable: raw.isVariable(),
    bufferIndex: raw.buffer(),
    data,
    byteLength,
    quantization: readQuantization(raw.quantization()),
  };
}

function readShape(raw: RawTensor, what: string): readonly number[] {
  const shape: number[] = [];
  for (let i = 0; i < raw.shapeLength(); i++) {
    const dimension = raw.shape(i) ?? 0;
    if (dimension < -1) failShape(what, `dimension ${i} is ${dimension}`);
    shape.push(dimension);
  }
  return shape;
}

function countElements(shape: readonly number[], what: string): number {
  let count = 1;
  // Factors are below 2^31, so the product of two safe numbers is still exact enough to be recognised as too large.
  for (const dimension of shape) {
    count *= dimension;
    if (!Number.isSafeInteger(count * 16))
      failShape(what, `its shape [${shape.join(', ')}] is absurdly large`);
  }
  return count;
}

/** Converters that write ranks at all write them for every tensor, so that "no rank" then means "unknown". */
function writerKnowsRanks(raw: RawSubgraph): boolean {
  const scratch = new RawTensor();
  for (let index = 0; index < raw.tensorsLength(); index++) {
    if (raw.tensors(index, scratch)?.hasRank() === true) return true;
  }
  return false;
}

/**
 * Whether the file leaves a dimension open. An open batch beside a stored batch of 1 does not count: Keras exports look
 * so, the interpreter runs them at 1, and the vendor's compiler takes them (dense_256 of the test files).
 */
function declaresUnknown(raw: RawTensor, shape: readonly number[], knowsRanks: boolean): boolean {
  if (shape.includes(-1)) return true;
  for (let i = 0; i < raw.shapeSignatureLength(); i++) {
    const isOpen = (raw.shapeSignature(i) ?? 0) < 0;
    if (isOpen && !(i === 0 && shape[0] === 1)) return true;
  }
  return knowsRanks && shape.length === 0 && !raw.hasRank();
}

function checkConstant(what: string, actual: number, expected: number): void {
  if (actual === expected) return;
  failDamaged(
    'constant-size',
    `The file is damaged: the constant ${what} has ${actual} bytes, its shape needs ${expected}.`,
    {
      what,
      actual,
      expected,
    },
  );
}

function readQuantization(raw: QuantizationParameters | null): Quantization | null {
  if (raw === null || raw.scaleLength() === 0) return null;
  const scales: number[] = [];
  const zeroPoints: number[] = [];
  for (let i = 0; i < raw.scaleLength(); i++) scales.push(raw.scale(i) ?? 0);
  for (let i = 0; i < raw.zeroPointLength(); i++) zeroPoints.push(Number(raw.zeroPoint(i) ?? 0n));
  return { scales, zeroPoints, axis: raw.quantizedDimension() };
}

function failShape(what: string, why: string): never {
  failDamaged('bad-shape', `The file is damaged: ${what} has an impossible shape: ${why}.`, {
    what,
  });
}

function failExternalFile(what: string): never {
  failDamaged(
    'external-file',
    `The weights of ${what} are kept in another file. Reef reads models that are one file.`,
    { what },
  );
}
