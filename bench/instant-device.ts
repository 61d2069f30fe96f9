// A USB device with no cost of its own: it lets a virtual accelerator do the first inferences, counts the bytes of one,
// and from then on answers with as many zeros, at once and without looking at anything. What is left is the host.
import { withOwn } from './with-own.ts';

const OUTPUT_ENDPOINT = 1;
const EVENT_ENDPOINT = 2;
/** What an executable sends when it is done (edgetpu-usb.md 5.5): tag 4 at byte 12. */
const EVENT = eventOf(4);

interface PendingRead {
  readonly length: number;
  readonly settle: (result: USBInTransferResult) => void;
}

export class InstantDevice {
  readonly device: USBDevice;
  readonly #behind: USBDevice;
  readonly #reads = new Map<number, PendingRead[]>([
    [OUTPUT_ENDPOINT, []],
    [EVENT_ENDPOINT, []],
  ]);
  readonly #zeros = new Map<number, DataView>();
  #sent = 0;
  #received = 0;
  #isAlone = false;
  #outBytes = 0;
  #inBytes = 0;
  #arrived = 0;
  #ready = 0;

  constructor(behind: USBDevice) {
    this.#behind = behind;
    this.device = withOwn(behind, {
      transferOut: (endpoint, data) => this.#transferOut(endpoint, data),
      transferIn: (endpoint, length) => this.#transferIn(endpoint, length),
    });
  }

  /** Runs one inference on the accelerator behind, and takes over. Nothing may be under way. */
  async takeOver(infer: () => Promise<unknown>): Promise<void> {
    this.#sent = 0;
    this.#received = 0;
    await infer();
    this.#outBytes = this.#sent;
    this.#inBytes = this.#received;
    this.#isAlone = true;
  }

  #transferOut(endpoint: number, data: BufferSource): Promise<USBOutTransferResult> {
    this.#sent += data.byteLength;
    if (!this.#isAlone) return this.#behind.transferOut(endpoint, data);
    this.#arrived += data.byteLength;
    if (this.#arrived >= this.#outBytes) {
      this.#arrived -= this.#outBytes;
      this.#ready += this.#inBytes;
      this.#answerReads();
    }
    return Promise.resolve({ status: 'ok', bytesWritten: data.byteLength });
  }

  #transferIn(endpoint: number, length: number): Promise<USBInTransferResult> {
    return new Promise((settle, reject) => {
      this.#reads.get(endpoint)?.push({ length, settle });
      if (this.#isAlone) {
        this.#answerReads();
        return;
      }
      this.#behind.transferIn(endpoint, length).then((result) => {
        this.#reads.get(endpoint)?.shift();
        if (endpoint === OUTPUT_ENDPOINT) this.#received += result.data?.byteLength ?? 0;
        settle(result);
      }, reject);
    });
  }

  #answerReads(): void {
    const reads = this.#reads.get(OUTPUT_ENDPOINT) ?? [];
    while (this.#ready > 0) {
      const read = reads.shift();
      if (read === undefined) return;
      const length = Math.min(read.length, this.#ready);
      this.#ready -= length;
      read.settle({ status: 'ok', data: this.#zerosOf(length) });
      if (this.#ready === 0) {
        this.#reads.get(EVENT_ENDPOINT)?.shift()?.settle({ status: 'ok', data: EVENT });
      }
    }
  }

  #zerosOf(length: number): DataView {
    const known = this.#zeros.get(length) ?? new DataView(new ArrayBuffer(length));
    this.#zeros.set(length, known);
    return known;
  }
}

function eventOf(tag: number): DataView {
  const event = new DataView(new ArrayBuffer(16));
  event.setUint8(12, tag);
  return event;
}
