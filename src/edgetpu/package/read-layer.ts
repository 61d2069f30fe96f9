// Layers of an executable: what goes in and comes out, how large it is and how outputs are scattered over tiles.
import { damaged, type FlatTable } from './flat-table.ts';
import type {
  DimensionRange,
  Layer,
  LayerDataType,
  OutputLayer,
  OutputLayout,
  OutputShapeInfo,
} from './types.ts';

/** Schema number → name and bytes per element (edgetpu-usb.md 7.3, Layer). */
export const LAYER_DATA_TYPES: ReadonlyMap<number, readonly [LayerDataType, number]> = new Map([
  [0, ['FIXED_POINT8', 1]],
  [1, ['FIXED_POINT16', 2]],
  [2, ['SIGNED_FIXED_POINT32', 4]],
  [3, ['BFLOAT', 2]],
  [4, ['HALF', 2]],
  [5, ['SINGLE', 4]],
  [8, ['SIGNED_FIXED_POINT8', 1]],
  [9, ['SIGNED_FIXED_POINT16', 2]],
]);

/** Suffix of outputs that the runtime writes back to an input instead of handing them out (LSTM state). */
const VARIABLE_OUTPUT_SUFFIX = '_variable_output';

/** Field numbers of `Layer`. */
const LAYER = {
  name: 0,
  sizeBytes: 1,
  yDim: 2,
  xDim: 3,
  zDim: 4,
  numerics: 5,
  dataType: 6,
  anyLayerType: 7,
  anyLayer: 8,
  executions: 9,
  shape: 11,
} as const;
const ANY_LAYER_OUTPUT = 1;

export function readInputLayer(table: FlatTable): Layer {
  const name = table.text(LAYER.name);
  const what = `layer "${name}"`;
  const dataTypeNumber = table.int16(LAYER.dataType);
  const dataType = LAYER_DATA_TYPES.get(dataTypeNumber);
  if (!dataType) throw damaged(`${what} has the unknown data type ${dataTypeNumber}`);
  const numerics = table.table(LAYER.numerics, what);
  const layer = {
    name,
    sizeBytes: table.int32(LAYER.sizeBytes),
    yDim: table.int32(LAYER.yDim),
    xDim: table.int32(LAYER.xDim),
    zDim: table.int32(LAYER.zDim),
    dataType: dataType[0],
    elementBytes: dataType[1],
    zeroPoint: numerics?.int32(0) ?? 0,
    dequantizationFactor: numerics?.float32(1) ?? 0,
    executionsPerInference: table.int32(LAYER.executions, 1),
    shape: readShape(table.table(LAYER.shape, what)),
  };
  return { ...layer, tensorBytes: checkedTensorBytes(layer, what) };
}

export function readOutputLayer(table: FlatTable): OutputLayer {
  const layer = readInputLayer(table);
  const what = `output layer "${layer.name}"`;
  const output =
    table.uint8(LAYER.anyLayerType) === ANY_LAYER_OUTPUT ? table.table(LAYER.anyLayer, what) : null;
  const layout = output?.table(0, what) ?? null;
  const shapeInfo = output?.table(2, what) ?? null;
  const result: OutputLayer = {
    ...layer,
    layout: layout && readLayout(layout),
    shapeInfo: shapeInfo && readShapeInfo(shapeInfo),
  };
  return result;
}

/** True for an output that the runtime hands back to an input and no operator output receives. */
export function isVariableOutput(layer: Layer): boolean {
  return layer.name.endsWith(VARIABLE_OUTPUT_SUFFIX);
}

function readShape(table: FlatTable | null): DimensionRange[] | null {
  if (!table) return null;
  const ranges = table.rangeVector(0);
  return ranges.length ? ranges : null;
}

function readLayout(table: FlatTable): OutputLayout {
  return {
    yToTile: table.int32Vector(0),
    xToTile: table.int32Vector(1),
    tileOffsets: table.int32Vector(2),
    xToLocalOffset: table.int32Vector(3),
    yToLocalRow: table.int32Vector(4),
    xToRowStride: table.int32Vector(5),
  };
}

function readShapeInfo(table: FlatTable): OutputShapeInfo {
  const offsets = table.int32Vector(1);
  return {
    slices: table.tableVector(0, 'slice layout').map((slice, index) => ({
      ranges: slice.table(0, 'slice shape')?.rangeVector(0) ?? [],
      strides: slice.int32Vector(1),
      offsetBytes: offsets[index] ?? 0,
    })),
  };
}

/** Bytes of the unpadded tensor; refuses dimensions that contradict the padded size. */
function checkedTensorBytes(layer: Omit<Layer, 'tensorBytes'>, what: string): number {
  const { yDim, xDim, zDim, sizeBytes, executionsPerInference } = layer;
  const dims = layer.shape
    ? layer.shape.map(({ start, end }) => end - start + 1)
    : [yDim, xDim, zDim];
  if (dims.some((dim) => dim < 1) || executionsPerInference < 1 || sizeBytes < 0) {
    throw damaged(`${what} has a dimension below 1`);
  }
  const elements = dims.reduce((product, dim) => product * dim, 1);
  const tensorBytes = elements * layer.elementBytes;
  if (!(tensorBytes <= sizeBytes)) {
    throw damaged(`${what} says ${sizeBytes} bytes and needs ${tensorBytes}`);
  }
  return tensorBytes * executionsPerInference;
}
