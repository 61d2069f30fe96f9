// Packets of the usbredir protocol (version 0.7), as its host side sends and receives them: numbers, framing, headers.
// The guest side is shim/usbredir.c. Only what an accelerator needs is here: no streams, no isochronous transfers.

export const REDIR = {
  hello: 0,
  deviceConnect: 1,
  deviceDisconnect: 2,
  reset: 3,
  setConfiguration: 6,
  getConfiguration: 7,
  configurationStatus: 8,
  setAltSetting: 9,
  altSettingStatus: 11,
  startInterruptReceiving: 15,
  stopInterruptReceiving: 16,
  cancelDataPacket: 21,
  deviceDisconnectAck: 24,
  controlPacket: 100,
  bulkPacket: 101,
  interruptPacket: 103,
} as const;

export const REDIR_STATUS = {
  success: 0,
  cancelled: 1,
  invalid: 2,
  ioError: 3,
  stall: 4,
  babble: 6,
} as const;
export type RedirStatus = (typeof REDIR_STATUS)[keyof typeof REDIR_STATUS];

export const REDIR_SPEED = { high: 2, super: 3 } as const;

/** Connect with version, disconnect acknowledged, packet sizes, 64-bit ids, 32-bit bulk lengths: all or nothing here. */
export const REDIR_CAPABILITIES = (1 << 1) | (1 << 3) | (1 << 4) | (1 << 5) | (1 << 6);

const HELLO_HEADER_BYTES = 12;
const HEADER_BYTES = 16;
const HELLO_BYTES = 68;
const CAPABILITIES_OFFSET = 64;
const CONTROL_HEAD_BYTES = 10;
const BULK_HEAD_BYTES = 10;
const INTERRUPT_HEAD_BYTES = 4;
const CONNECT_BYTES = 10;

export interface RedirPacket {
  readonly type: number;
  readonly id: bigint;
  readonly payload: Buffer;
}

/** Cuts a byte stream into packets. The first packet, the hello, has a shorter header than all others. */
export class PacketReader {
  #chunks: Buffer[] = [];
  #availableBytes = 0;
  #header: { readonly type: number; readonly length: number; readonly id: bigint } | null = null;
  #isFirst = true;

  /** The packets that are complete once `chunk` has arrived. */
  push(chunk: Buffer): RedirPacket[] {
    this.#chunks.push(chunk);
    this.#availableBytes += chunk.length;
    const packets: RedirPacket[] = [];
    for (;;) {
      this.#header ??= this.#readHeader();
      if (this.#header === null || this.#availableBytes < this.#header.length) return packets;
      const { type, length, id } = this.#header;
      packets.push({ type, id, payload: this.#take(length) });
      this.#header = null;
    }
  }

  #readHeader(): { type: number; length: number; id: bigint } | null {
    const headerBytes = this.#isFirst ? HELLO_HEADER_BYTES : HEADER_BYTES;
    if (this.#availableBytes < headerBytes) return null;
    const bytes = this.#take(headerBytes);
    const id = this.#isFirst ? BigInt(bytes.readUInt32LE(8)) : bytes.readBigUInt64LE(8);
    this.#isFirst = false;
    return { type: bytes.readUInt32LE(0), length: bytes.readUInt32LE(4), id };
  }

  /** The next bytes in one piece: without a copy where they lie in one chunk, copied once where they do not. */
  #take(length: number): Buffer {
    this.#availableBytes -= length;
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= length) {
      if (first.length === length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    const whole = Buffer.allocUnsafe(length);
    for (let filled = 0; filled < length;) {
      const chunk = this.#chunks.shift();
      if (chunk === undefined) throw new Error('Broken invariant: counted bytes are there');
      const count = chunk.copy(whole, filled, 0, length - filled);
      if (count < chunk.length) this.#chunks.unshift(chunk.subarray(count));
      filled += count;
    }
    return whole;
  }
}

/** One packet as bytes, in the parts that are to be written. */
export function encodePacket(type: number, id: bigint, parts: readonly Uint8Array[]): Uint8Array[] {
  const isHello = type === REDIR.hello;
  const header = Buffer.alloc(isHello ? HELLO_HEADER_BYTES : HEADER_BYTES);
  header.writeUInt32LE(type, 0);
  header.writeUInt32LE(
    parts.reduce((sum, part) => sum + part.length, 0),
    4,
  );
  if (!isHello) header.writeBigUInt64LE(id, 8);
  return [header, ...parts.filter((part) => part.length > 0)];
}

export function encodeHello(): Uint8Array {
  const hello = Buffer.alloc(HELLO_BYTES);
  hello.write('reef virtual accelerator');
  hello.writeUInt32LE(REDIR_CAPABILITIES, CAPABILITIES_OFFSET);
  return hello;
}

/** True when the peer can do all that this side relies on. */
export function isCapable(hello: Buffer): boolean {
  if (hello.length < HELLO_BYTES) return false;
  return (hello.readUInt32LE(CAPABILITIES_OFFSET) & REDIR_CAPABILITIES) === REDIR_CAPABILITIES;
}

export function encodeConnect(device: {
  readonly speed: number;
  readonly vendorId: number;
  readonly productId: number;
}): Uint8Array {
  const bytes = Buffer.alloc(CONNECT_BYTES);
  bytes[0] = device.speed;
  bytes.writeUInt16LE(device.vendorId, 4);
  bytes.writeUInt16LE(device.productId, 6);
  bytes.writeUInt16LE(0x0100, 8);
  return bytes;
}

export interface ControlPacket {
  readonly request: number;
  readonly requestType: number;
  readonly value: number;
  readonly index: number;
  readonly length: number;
  readonly data: Uint8Array;
  /** The packet's own header, to be sent back with status and length. */
  readonly head: Buffer;
}

/** Null when the packet is too short to be one. */
export function decodeControl(payload: Buffer): ControlPacket | null {
  if (payload.length < CONTROL_HEAD_BYTES) return null;
  return {
    request: payload.readUInt8(1),
    requestType: payload.readUInt8(2),
    value: payload.readUInt16LE(4),
    index: payload.readUInt16LE(6),
    length: payload.readUInt16LE(8),
    data: plainBytes(payload.subarray(CONTROL_HEAD_BYTES)),
    head: payload.subarray(0, CONTROL_HEAD_BYTES),
  };
}

export function controlAnswerHead(
  request: ControlPacket,
  status: RedirStatus,
  lengthBytes: number,
): Uint8Array {
  const head = Buffer.from(request.head);
  head[3] = status;
  head.writeUInt16LE(lengthBytes, 8);
  return head;
}

export interface BulkPacket {
  /** Address with the direction bit. */
  readonly endpoint: number;
  readonly length: number;
  readonly data: Uint8Array;
  readonly head: Buffer;
}

/** Null when the packet is too short to be one. */
export function decodeBulk(payload: Buffer): BulkPacket | null {
  if (payload.length < BULK_HEAD_BYTES) return null;
  return {
    endpoint: payload.readUInt8(0),
    length: payload.readUInt16LE(2) + payload.readUInt16LE(8) * 0x10000,
    data: plainBytes(payload.subarray(BULK_HEAD_BYTES)),
    head: payload.subarray(0, BULK_HEAD_BYTES),
  };
}

export function bulkAnswerHead(
  request: BulkPacket,
  status: RedirStatus,
  lengthBytes: number,
): Uint8Array {
  const head = Buffer.from(request.head);
  head[1] = status;
  head.writeUInt16LE(lengthBytes & 0xffff, 2);
  head.writeUInt16LE(lengthBytes >>> 16, 8);
  return head;
}

export function interruptHead(
  endpoint: number,
  status: RedirStatus,
  lengthBytes: number,
): Uint8Array {
  const head = Buffer.alloc(INTERRUPT_HEAD_BYTES);
  head[0] = endpoint;
  head[1] = status;
  head.writeUInt16LE(lengthBytes, 2);
  return head;
}

/** A `Buffer`'s `slice` shares memory where a plain array's copies; the chip expects the latter. */
function plainBytes(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
