// The boot ROM's DFU side (edgetpu-usb.md 2.2, 2.4, 11.2): takes an image block by block, gives it back, and says what to
// become at the next bus reset.
import { DFU_TRANSFER_BYTES } from './descriptors.ts';

const DFU_REQUEST = {
  detach: 0,
  download: 1,
  upload: 2,
  getStatus: 3,
  clearStatus: 4,
  getState: 5,
  abort: 6,
} as const;
const STATE = { idle: 2, downloadIdle: 5, uploadIdle: 9, error: 10 } as const;
const STATUS_OK = 0;
const STATUS_ERROR_UNKNOWN = 0x0e;

/** Blocks that an upload hands out before its short reply, when less was stored (edgetpu-usb.md 2.4). */
const UPLOAD_BLOCKS = 128;
const MAX_IMAGE_BYTES = UPLOAD_BLOCKS * DFU_TRANSFER_BYTES;

export class BootLoader {
  #image = new Uint8Array(MAX_IMAGE_BYTES);
  #state: number = STATE.idle;
  #status = STATUS_OK;
  #storedBytes = 0;
  #isComplete = false;

  /** Makes the next status an error, as a device that refuses its firmware does. */
  refusesFirmware = false;
  /** Hands out a wrong byte on upload, as a device with a bad RAM cell does. */
  corruptsUpload = false;

  get hasImage(): boolean {
    return this.#isComplete;
  }

  get image(): Uint8Array {
    return this.#image.slice(0, this.#storedBytes);
  }

  /** Class request to the DFU interface, host to device. False = stall. */
  requestOut(request: number, blockNumber: number, data: Uint8Array): boolean {
    if (request === DFU_REQUEST.download) return this.#download(blockNumber, data);
    if (request === DFU_REQUEST.clearStatus || request === DFU_REQUEST.abort) {
      this.#state = STATE.idle;
      this.#status = STATUS_OK;
      return true;
    }
    return request === DFU_REQUEST.detach;
  }

  /** Class request to the DFU interface, device to host. Null = stall. */
  requestIn(request: number, blockNumber: number, length: number): Uint8Array | null {
    if (request === DFU_REQUEST.getStatus) {
      return Uint8Array.of(this.#status, 1, 0, 0, this.#state, 0).slice(0, length);
    }
    if (request === DFU_REQUEST.getState) return Uint8Array.of(this.#state).slice(0, length);
    if (request === DFU_REQUEST.upload) return this.#upload(blockNumber, length);
    return null;
  }

  #download(blockNumber: number, data: Uint8Array): boolean {
    if (data.length === 0) {
      this.#isComplete = this.#storedBytes > 0 && this.#state === STATE.downloadIdle;
      this.#state = STATE.idle;
      return true;
    }
    const offset = blockNumber * DFU_TRANSFER_BYTES;
    if (data.length > DFU_TRANSFER_BYTES || offset + data.length > MAX_IMAGE_BYTES) return false;
    if (this.refusesFirmware) {
      this.#state = STATE.error;
      this.#status = STATUS_ERROR_UNKNOWN;
      return true;
    }
    if (blockNumber === 0) this.#storedBytes = 0;
    this.#image.set(data, offset);
    this.#storedBytes = Math.max(this.#storedBytes, offset + data.length);
    this.#state = STATE.downloadIdle;
    return true;
  }

  #upload(blockNumber: number, length: number): Uint8Array {
    const offset = blockNumber * DFU_TRANSFER_BYTES;
    if (offset >= MAX_IMAGE_BYTES) {
      this.#state = STATE.idle;
      return new Uint8Array(0);
    }
    this.#state = STATE.uploadIdle;
    const block = this.#image.slice(offset, offset + Math.min(length, DFU_TRANSFER_BYTES));
    if (this.corruptsUpload && blockNumber === 1) block[7] = (block[7] ?? 0) ^ 0x10;
    return block;
  }
}
