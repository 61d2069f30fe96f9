// What travels in a virtual program: its steps (readable from the first chunk) and the segment without the bytes that the
// parameter blobs carry. Both sides use this file: the compiler writes, the chip reads.
import type { ProgramStep } from '../program.ts';
import type { BlockShape } from './parameter-codec.ts';

/** Readable as soon as the first instruction chunk has arrived. */
export interface ProgramHead {
  readonly kind: 'parameter-caching' | 'execution';
  /** Hexadecimal; "0" = none. */
  readonly token: string;
  readonly passes: number;
  readonly overlapShare: number;
  readonly steps: readonly ProgramStep[];
}

/** An operator's parameters in a blob. */
export interface ParameterBlock extends BlockShape {
  readonly operator: number;
  readonly place: 'cached' | 'streamed';
  readonly offset: number;
}

/** One input or output of the program, in the order in which its bytes pass the wire. */
export interface WireTensor {
  /** Position among the skeleton's inputs or outputs. */
  readonly position: number;
  readonly yDim: number;
  readonly xDim: number;
  readonly zDim: number;
  readonly elementBytes: number;
  /** Signed types travel with the sign bit of each element flipped (edgetpu-usb.md 9.2). */
  readonly isSigned: boolean;
}

export interface ProgramContent {
  readonly blocks: readonly ParameterBlock[];
  readonly inputs: readonly WireTensor[];
  readonly outputs: readonly WireTensor[];
  /** The segment as a `.tflite`, deflated; bytes that a blob carries are zero in it. */
  readonly deflatedSkeleton: Uint8Array;
  readonly skeletonBytes: number;
}

const LENGTH_BYTES = 4;

export function encodeHead(head: ProgramHead): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(head));
}

/** The head; null when the bytes are no head of ours. */
export function decodeHead(bytes: Uint8Array): ProgramHead | null {
  return parseJson(bytes) as ProgramHead | null;
}

export function encodeContent(content: ProgramContent): Uint8Array {
  const { deflatedSkeleton, ...tables } = content;
  const json = new TextEncoder().encode(JSON.stringify(tables));
  const bytes = new Uint8Array(LENGTH_BYTES + json.length + deflatedSkeleton.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, LENGTH_BYTES);
  bytes.set(deflatedSkeleton, LENGTH_BYTES + json.length);
  return bytes;
}

/** The content; null when bytes are missing or damaged. */
export function decodeContent(bytes: Uint8Array): ProgramContent | null {
  if (bytes.length < LENGTH_BYTES) return null;
  const jsonBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (LENGTH_BYTES + jsonBytes > bytes.length) return null;
  const tables = parseJson(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + jsonBytes));
  if (tables === null) return null;
  return {
    ...(tables as Omit<ProgramContent, 'deflatedSkeleton'>),
    deflatedSkeleton: bytes.subarray(LENGTH_BYTES + jsonBytes),
  };
}

/** Flips the sign bit of every element of a signed tensor, in place: the way to the wire and back. */
export function flipSigns(bytes: Uint8Array, { isSigned, elementBytes }: WireTensor): void {
  if (!isSigned) return;
  for (let index = elementBytes - 1; index < bytes.length; index += elementBytes) {
    bytes[index] = (bytes[index] ?? 0) ^ 0x80;
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Damaged on the wire: the caller treats the program as unknown.
    return null;
  }
}
