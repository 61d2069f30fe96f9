import { elementBytes, elementType } from './names.ts';
import { failDamaged } from './read-failures.ts';
import type { SubgraphSource } from './read-subgraph.ts';
import type { QuantizationParameters } from './schema/generated/quantization-parameters.ts';
import type { SubGraph as RawSubgraph } from './schema/generated/sub-graph.ts';
import { Tensor as RawTensor } from './schema/generated/tensor.ts';
import { fieldPosition, viewOf, type TableView } from './table-view.ts';
import type { Quantization, Tensor } from './types.ts';

/** Kernels stop at 8 dimensions; far more than any of them is nonsense. */
const LARGEST_RANK = 64;

/** Translates the tensors of a subgraph; their data are views on the file. */
export function readTensors(raw: RawSubgraph, source: SubgraphSource): readonly Tensor[] {
  // Sized beforehand, here and below: a growing array would take more memory than the file for a hostile one.
  const tensors = new Array<Tensor>(raw.tensorsLength());
  const scratch = new RawTensor();
  const { file } = source.buffers;
  const fileView = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tensorSource = { ...source, fileView, knowsRanks: writerKnowsRanks(raw) };
  for (let index = 0; index < raw.tensorsLength(); index++) {
    const tensor = raw.tensors(index, scratch);
    if (tensor !== null) tensors[index] = readTensor(tensor, index, tensorSource);
  }
  return tensors;
}

interface TensorSource extends SubgraphSource {
  readonly fileView: DataView;
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
    quantization: readQuantization(raw.quantization(), source.fileView),
  };
}

function readShape(raw: RawTensor, what: string): readonly number[] {
  const shape: number[] = [];
  const rank = raw.shapeLength();
  if (rank > LARGEST_RANK) failShape(what, `it has ${rank} dimensions`);
  for (let i = 0; i < rank; i++) {
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

function readQuantization(raw: QuantizationParameters | null, file: DataView): Quantization | null {
  if (raw === null || raw.scaleLength() === 0) return null;
  const table = viewOf(raw);
  return {
    scales: readFloats(file, locateVector(table, SCALE_FIELD)),
    zeroPoints: readLongs(file, locateVector(table, ZERO_POINT_FIELD)),
    axis: raw.quantizedDimension(),
  };
}

const SCALE_FIELD = 2;
const ZERO_POINT_FIELD = 3;

interface VectorPlace {
  readonly start: number;
  readonly count: number;
}

function locateVector(table: TableView, field: number): VectorPlace {
  const position = fieldPosition(table, field);
  if (position === 0) return { start: 0, count: 0 };
  return { start: table.bb.__vector(position), count: table.bb.__vector_len(position) };
}

// Plain loops: models quantised per channel have hundreds of thousands of scales, most of the time of a whole reading.
function readFloats(file: DataView, { start, count }: VectorPlace): readonly number[] {
  const values = new Array<number>(count);
  for (let i = 0; i < count; i++) values[i] = file.getFloat32(start + 4 * i, true);
  return values;
}

/** 64-bit integers as numbers; those beyond 2^53 do not occur as zero points and would be rounded. */
function readLongs(file: DataView, { start, count }: VectorPlace): readonly number[] {
  const values = new Array<number>(count);
  for (let i = 0; i < count; i++) {
    const low = file.getUint32(start + 8 * i, true);
    const high = file.getInt32(start + 8 * i + 4, true);
    values[i] = high === 0 ? low : high * 2 ** 32 + low;
  }
  return values;
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
