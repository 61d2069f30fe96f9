// How the chip scatters an output over its 4 × 4 tiles, with the tables that tell a driver how to undo it
// (edgetpu-usb.md 9.3). Offsets count elements.
import { roundUp } from '../../edgetpu/index.ts';
import type { OutputLayout } from '../../edgetpu/package/index.ts';

const TILES_PER_SIDE = 4;
const CHANNEL_STEP = 4;
const SIZE_STEP_BYTES = 8;
/** Channels per tile of a one-dimensional output. */
const CHANNELS_PER_TILE = 64;

export interface MapShape {
  readonly yDim: number;
  readonly xDim: number;
  readonly zDim: number;
}

/** Bytes of an output on the wire: channels padded to 4, the whole to 8 bytes. */
export function paddedOutputBytes({ yDim, xDim, zDim }: MapShape, elementBytes: number): number {
  return roundUp(yDim * xDim * roundUp(zDim, CHANNEL_STEP) * elementBytes, SIZE_STEP_BYTES);
}

/** Bytes of an input on the wire: only the whole is padded. */
export function paddedInputBytes({ yDim, xDim, zDim }: MapShape, elementBytes: number): number {
  return roundUp(yDim * xDim * zDim * elementBytes, SIZE_STEP_BYTES);
}

export function outputLayoutOf(shape: MapShape): OutputLayout {
  const { yDim, xDim } = shape;
  const pixel = roundUp(shape.zDim, CHANNEL_STEP);
  if (yDim === 1 && xDim === 1) return linearLayout(shape.zDim);
  const tileRows = Math.ceil(yDim / TILES_PER_SIDE);
  const tileColumns = Math.ceil(xDim / TILES_PER_SIDE);
  const rowsIn = (tile: number): number => clamp(yDim - tile * tileRows, tileRows);
  const columnsIn = (tile: number): number => clamp(xDim - tile * tileColumns, tileColumns);
  const tileOffsets: number[] = [];
  let offset = 0;
  for (let row = 0; row < TILES_PER_SIDE; row++) {
    for (let column = 0; column < TILES_PER_SIDE; column++) {
      tileOffsets.push(offset);
      offset += rowsIn(row) * columnsIn(column) * pixel;
    }
  }
  return {
    yToTile: range(yDim, (y) => TILES_PER_SIDE * Math.floor(y / tileRows)),
    xToTile: range(xDim, (x) => Math.floor(x / tileColumns)),
    tileOffsets,
    xToLocalOffset: range(xDim, (x) => (x % tileColumns) * pixel),
    yToLocalRow: range(yDim, (y) => y % tileRows),
    xToRowStride: range(xDim, (x) => columnsIn(Math.floor(x / tileColumns)) * pixel),
  };
}

function linearLayout(channels: number): OutputLayout {
  return {
    yToTile: [0],
    xToTile: [0],
    tileOffsets: range(Math.ceil(channels / CHANNELS_PER_TILE), (tile) => tile * CHANNELS_PER_TILE),
    xToLocalOffset: [0],
    yToLocalRow: [0],
    xToRowStride: [roundUp(channels, CHANNEL_STEP)],
  };
}

/** The tensor's bytes (y, x, z packed) as the chip sends them, padding zero. */
export function tileOutput(packed: Uint8Array, shape: MapShape, elementBytes: number): Uint8Array {
  const wire = new Uint8Array(paddedOutputBytes(shape, elementBytes));
  const { yDim, xDim, zDim } = shape;
  const pixelBytes = zDim * elementBytes;
  if (yDim === 1 && xDim === 1) {
    wire.set(packed.subarray(0, pixelBytes));
    return wire;
  }
  const layout = outputLayoutOf(shape);
  for (let y = 0; y < yDim; y++) {
    for (let x = 0; x < xDim; x++) {
      const tile = at(layout.yToTile, y) + at(layout.xToTile, x);
      const element =
        at(layout.tileOffsets, tile) +
        at(layout.yToLocalRow, y) * at(layout.xToRowStride, x) +
        at(layout.xToLocalOffset, x);
      const source = (y * xDim + x) * pixelBytes;
      wire.set(packed.subarray(source, source + pixelBytes), element * elementBytes);
    }
  }
  return wire;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}

function range(count: number, valueOf: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => valueOf(index));
}
