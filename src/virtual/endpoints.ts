// Endpoint queues as a USB device has them: packets wait for reads, reads wait for packets.
import { joinParts } from './join-parts.ts';

export type TransferStatus = 'ok' | 'stall' | 'babble';

export interface InCompletion {
  readonly status: TransferStatus;
  readonly data: Uint8Array;
}

/** Bytes on their way to the host, cut into packets of `step` bytes of which the last may be shorter. */
interface PacketRun {
  readonly bytes: Uint8Array;
  readonly step: number;
  offset: number;
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
  readonly #runs: PacketRun[] = [];
  readonly #reads: PendingRead[] = [];
  #isHalted = false;

  constructor(packetSize: number) {
    this.#packetSize = packetSize;
  }

  /** Queues bytes as packets of at most `chunkBytes` each, the last one short; nothing marks the end of a full last packet. */
  send(bytes: Uint8Array, chunkBytes: number): void {
    const step = Math.min(chunkBytes, this.#packetSize);
    if (bytes.length > 0) this.#runs.push({ bytes, step, offset: 0 });
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
    this.#runs.length = 0;
  }

  #serve(): void {
    while (this.#reads.length > 0 && this.#runs.length > 0) {
      const [read] = this.#reads;
      const [run] = this.#runs;
      if (!read || !run) return;
      const room = read.length - read.received;
      const left = run.bytes.length - run.offset;
      const packet = Math.min(run.step, left);
      if (packet > room) {
        this.#takeFrom(run, packet);
        this.#finish(read, 'babble');
        continue;
      }
      // As many packets as there is room for, up to the first that is shorter than the endpoint's: that one ends the read.
      const whole = left <= room ? left : Math.floor(room / run.step) * run.step;
      const part = this.#takeFrom(run, run.step < this.#packetSize ? packet : whole);
      read.parts.push(part);
      read.received += part.length;
      if (read.received === read.length || part.length % this.#packetSize !== 0) {
        this.#finish(read, 'ok');
      }
    }
  }

  /** Takes bytes from the run in front; one that is used up goes. */
  #takeFrom(run: PacketRun, bytes: number): Uint8Array {
    const part = run.bytes.subarray(run.offset, run.offset + bytes);
    run.offset += bytes;
    if (run.offset === run.bytes.length) this.#runs.shift();
    return part;
  }

  #finish(read: PendingRead, status: TransferStatus): void {
    this.#reads.splice(this.#reads.indexOf(read), 1);
    read.done({ status, data: status === 'babble' ? new Uint8Array(0) : joinParts(read.parts) });
  }
}
