// Endpoint queues as a USB device has them: packets wait for reads, reads wait for packets.

export type TransferStatus = 'ok' | 'stall' | 'babble';

export interface InCompletion {
  readonly status: TransferStatus;
  readonly data: Uint8Array;
}

interface PendingRead {
  readonly length: number;
  readonly done: (completion: InCompletion) => void;
  readonly parts: Uint8Array[];
  received: number;
}

/** One IN endpoint. A read ends when it is full or at a packet shorter than the endpoint's packet size (edgetpu-usb.md 5.4). */
export class InEndpoint {
  readonly #packetSize: number;
  readonly #packets: Uint8Array[] = [];
  readonly #reads: PendingRead[] = [];
  #isHalted = false;

  constructor(packetSize: number) {
    this.#packetSize = packetSize;
  }

  /** Queues bytes as packets of at most `chunkBytes` each, the last one short; nothing marks the end of a full last packet. */
  send(bytes: Uint8Array, chunkBytes: number): void {
    const step = Math.min(chunkBytes, this.#packetSize);
    for (let offset = 0; offset < bytes.length; offset += step) {
      this.#packets.push(bytes.subarray(offset, Math.min(offset + step, bytes.length)));
    }
    this.#serve();
  }

  /** Asks for at most `length` bytes; the result cancels the read. */
  read(length: number, done: (completion: InCompletion) => void): () => void {
    if (this.#isHalted) {
      done({ status: 'stall', data: new Uint8Array(0) });
      return () => undefined;
    }
    const pending: PendingRead = { length, done, parts: [], received: 0 };
    this.#reads.push(pending);
    this.#serve();
    return () => {
      const position = this.#reads.indexOf(pending);
      if (position >= 0) this.#reads.splice(position, 1);
    };
  }

  halt(): void {
    this.#isHalted = true;
    for (const read of this.#reads.splice(0))
      read.done({ status: 'stall', data: new Uint8Array(0) });
  }

  clearHalt(): void {
    this.#isHalted = false;
  }

  /** Drops packets that nobody has read; reads stay. */
  flush(): void {
    this.#packets.length = 0;
  }

  #serve(): void {
    while (this.#reads.length > 0 && this.#packets.length > 0) {
      const [read] = this.#reads;
      const packet = this.#packets.shift();
      if (!read || !packet) return;
      if (read.received + packet.length > read.length) {
        this.#finish(read, 'babble');
        continue;
      }
      read.parts.push(packet);
      read.received += packet.length;
      if (read.received === read.length || packet.length < this.#packetSize)
        this.#finish(read, 'ok');
    }
  }

  #finish(read: PendingRead, status: TransferStatus): void {
    this.#reads.splice(this.#reads.indexOf(read), 1);
    const data = new Uint8Array(status === 'babble' ? 0 : read.received);
    if (status === 'ok') {
      let offset = 0;
      for (const part of read.parts) {
        data.set(part, offset);
        offset += part.length;
      }
    }
    read.done({ status, data });
  }
}
