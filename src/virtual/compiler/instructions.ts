// The virtual chip's programs: bytes in the envelope that real instruction streams have (edgetpu-usb.md 7.4), cut into
// chunks of at most 256 KiB, padded to the size that the memory model expects.

import type {
  BufferReference,
  FieldOffset,
  InstructionBitstream,
} from '../../edgetpu/package/index.ts';

const ENVELOPE_HEAD = [0x80, 0x0f, 0x00] as const;
const ENVELOPE_TAIL = [0xc0, 0x0f, 0x00, 0x04] as const;
const ENVELOPE_BYTES = 32;
const INSTRUCTION_BYTES = 16;
/** Largest chunk that real files hold, a whole number of instructions (edgetpu-usb.md 6.6). */
export const MAX_CHUNK_BYTES = 256 * 1024 - 32;
const MAX_BODY_BYTES = MAX_CHUNK_BYTES - ENVELOPE_BYTES;
const LENGTH_AT = 3;
const BODY_AT = 16;

/** "REEF" and a version: no real instruction stream begins so. Behind it: address slots, head bytes, content bytes. */
const MAGIC = [0x52, 0x45, 0x45, 0x46, 0x01] as const;
const PREFIX_BYTES = 16;
const SLOT_COUNT_AT = 6;
const HEAD_LENGTH_AT = 8;
const CONTENT_LENGTH_AT = 12;
/** Where a 32-bit immediate starts in a 128-bit instruction (edgetpu-usb.md 7.4, 8). */
const IMMEDIATE_BIT = 70;

/** What a program carries, and the buffers whose addresses the host patches into it. */
export interface ProgramText {
  readonly head: Uint8Array;
  readonly content: Uint8Array;
  readonly addressed: readonly BufferReference[];
}

/**
 * Chunks that carry a program, together at least `minBytes` long. The first chunk says how long the head is, so that the
 * chip can read the head before the other chunks have arrived. Two instructions per addressed buffer, right behind the
 * prefix, are the host's to patch.
 */
export function writeInstructions(text: ProgramText, minBytes: number): InstructionBitstream[] {
  const { head, content, addressed } = text;
  const slots = addressed.length * 2;
  const textAt = PREFIX_BYTES + slots * INSTRUCTION_BYTES;
  const body = new Uint8Array(textAt + head.length + content.length);
  body.set(MAGIC);
  const view = new DataView(body.buffer);
  view.setUint16(SLOT_COUNT_AT, slots, true);
  view.setUint32(HEAD_LENGTH_AT, head.length, true);
  view.setUint32(CONTENT_LENGTH_AT, content.length, true);
  body.set(head, textAt);
  body.set(content, textAt + head.length);
  const chunks: Uint8Array[] = [];
  for (let offset = 0; offset < body.length; offset += MAX_BODY_BYTES) {
    chunks.push(envelope(body.subarray(offset, offset + MAX_BODY_BYTES), 0));
  }
  const fieldOffsets = addressed.flatMap((buffer, index): FieldOffset[] => [
    { buffer, half: 'LOWER', offsetBit: slotBit(2 * index) },
    { buffer, half: 'UPPER', offsetBit: slotBit(2 * index + 1) },
  ]);
  return padChunks(chunks, minBytes).map((bytes, index) => ({
    bytes,
    fieldOffsets: index === 0 ? fieldOffsets : [],
  }));
}

function slotBit(slot: number): number {
  return (BODY_AT + PREFIX_BYTES + slot * INSTRUCTION_BYTES) * 8 + IMMEDIATE_BIT;
}

/** The head of a program from its first chunk; null for a chunk that is none of ours. */
export function readProgramHead(firstChunk: Uint8Array): Uint8Array | null {
  const prefix = readPrefix(firstChunk);
  if (prefix === null) return null;
  const start = BODY_AT + prefix.textAt;
  const end = start + prefix.headBytes;
  return end > firstChunk.length - INSTRUCTION_BYTES ? null : firstChunk.subarray(start, end);
}

/** The content of a program from all its chunks; null when a chunk is missing. */
export function readProgramContent(chunks: readonly Uint8Array[]): Uint8Array | null {
  const [first] = chunks;
  const prefix = first === undefined ? null : readPrefix(first);
  if (prefix === null) return null;
  const contentAt = prefix.textAt + prefix.headBytes;
  const bodyBytes = chunks.reduce(
    (sum, chunk) => sum + Math.max(0, chunk.length - ENVELOPE_BYTES),
    0,
  );
  if (contentAt + prefix.contentBytes > bodyBytes) return null;
  const body = new Uint8Array(bodyBytes);
  let offset = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(BODY_AT, chunk.length - INSTRUCTION_BYTES);
    body.set(part, offset);
    offset += part.length;
  }
  return body.subarray(contentAt, contentAt + prefix.contentBytes);
}

function readPrefix(
  firstChunk: Uint8Array,
): { textAt: number; headBytes: number; contentBytes: number } | null {
  const prefix = firstChunk.subarray(BODY_AT, BODY_AT + PREFIX_BYTES);
  if (prefix.length < PREFIX_BYTES || !MAGIC.every((byte, index) => prefix[index] === byte))
    return null;
  const view = viewOf(prefix);
  return {
    textAt: PREFIX_BYTES + view.getUint16(SLOT_COUNT_AT, true) * INSTRUCTION_BYTES,
    headBytes: view.getUint32(HEAD_LENGTH_AT, true),
    contentBytes: view.getUint32(CONTENT_LENGTH_AT, true),
  };
}

function padChunks(chunks: Uint8Array[], minBytes: number): Uint8Array[] {
  let total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const last = chunks.pop();
  if (last === undefined) return chunks;
  const grown = Math.min(MAX_CHUNK_BYTES, last.length + Math.max(0, minBytes - total));
  const body = last.subarray(BODY_AT, last.length - INSTRUCTION_BYTES);
  chunks.push(envelope(body, grown - ENVELOPE_BYTES));
  total += grown - last.length;
  while (total < minBytes) {
    const next = Math.min(MAX_CHUNK_BYTES, Math.max(ENVELOPE_BYTES, minBytes - total));
    chunks.push(envelope(new Uint8Array(0), next - ENVELOPE_BYTES));
    total += next;
  }
  return chunks;
}

function envelope(body: Uint8Array, minBodyBytes: number): Uint8Array {
  const bodyBytes =
    Math.ceil(Math.max(body.length, minBodyBytes) / INSTRUCTION_BYTES) * INSTRUCTION_BYTES;
  const chunk = new Uint8Array(bodyBytes + ENVELOPE_BYTES);
  chunk.set(ENVELOPE_HEAD);
  viewOf(chunk).setUint32(LENGTH_AT, (chunk.length - ENVELOPE_BYTES) / 4, true);
  chunk.set(body, BODY_AT);
  chunk.set(ENVELOPE_TAIL, chunk.length - INSTRUCTION_BYTES);
  return chunk;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
