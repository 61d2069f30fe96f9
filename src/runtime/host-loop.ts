// Performs the machine's commands on a USBDevice.
//
//   infer() ─ machine.beginRun ─ pump()
//     pump: machine.next() until NONE ─ each command starts a transfer, none is waited for
//     a transfer ends ─ machine.complete ─ pump() again
//     a notice (opened, run done, failed) ─ handler
//
// Runs in the runner worker, in Node and in tests. WebUSB has neither timeouts nor cancel: a watchdog looks whether the
// machine's progress counter moves while it is busy, and lets it fail when it does not.
import { classifyUsbError, type UsbErrorKind } from '../usb/index.ts';
import type { HostClock } from './host-clock.ts';
import { COMMAND, COMMAND_FIELD, type Machine } from './machine.ts';
import { TRANSFER, type TransferStatus } from './status.ts';

/** What a finished transfer was for, in the words of the timing model. */
export type TransferPart = 'instructions' | 'input' | 'parameters' | 'output' | 'event';

export interface LoopHandlers {
  /** A notice of the machine: its kind and the run it is about. */
  readonly onNotice: (kind: number, run: number) => void;
  /** A transfer has ended; `bytes` are payload bytes, without headers. `run` is 0 for what comes in. */
  readonly onTransfer: (part: TransferPart, bytes: number, run: number) => void;
  /** All commands that could be started have been started. */
  readonly onPumped: () => void;
}

const STATUS_BY_KIND: Readonly<Record<UsbErrorKind, TransferStatus>> = {
  gone: TRANSFER.NO_DEVICE,
  denied: TRANSFER.DENIED,
  busy: TRANSFER.ERROR,
  cancelled: TRANSFER.CANCELLED,
  stall: TRANSFER.STALL,
  babble: TRANSFER.BABBLE,
  timeout: TRANSFER.TIMEOUT,
  state: TRANSFER.CANCELLED,
  unsupported: TRANSFER.ERROR,
  failed: TRANSFER.ERROR,
};

const STATUS_BY_NAME: Readonly<Record<USBTransferStatus, TransferStatus>> = {
  ok: TRANSFER.OK,
  stall: TRANSFER.STALL,
  babble: TRANSFER.BABBLE,
};

/** Parts by stream tag (edgetpu-usb.md 5.1). */
const OUT_PARTS: readonly TransferPart[] = ['instructions', 'input', 'parameters'];
const EVENT_ENDPOINT = 2;
/** The watchdog looks this often per patience, so a failure comes at most that much late. */
const LOOKS_PER_PATIENCE = 8;

export class HostLoop {
  readonly #device: USBDevice;
  readonly #machine: Machine;
  readonly #handlers: LoopHandlers;
  readonly #clock: HostClock;
  readonly #patienceMs: number;
  #isStopped = false;
  #isPumping = false;
  #cancelWatch: (() => void) | null = null;
  #seenProgress = 0;
  #seenAtMs = 0;

  constructor(
    device: USBDevice,
    machine: Machine,
    handlers: LoopHandlers,
    timing: { readonly clock: HostClock; readonly patienceMs: number },
  ) {
    this.#device = device;
    this.#machine = machine;
    this.#handlers = handlers;
    this.#clock = timing.clock;
    this.#patienceMs = timing.patienceMs;
  }

  /** Starts everything that may be started now. */
  pump(): void {
    // A handler may begin a run and pump: the outer loop picks it up.
    if (this.#isPumping || this.#isStopped) return;
    this.#isPumping = true;
    try {
      for (let kind = this.#machine.next(); kind !== COMMAND.NONE; kind = this.#machine.next()) {
        if (kind >= COMMAND.OPENED) {
          this.#handlers.onNotice(kind, this.#machine.field(COMMAND_FIELD.RUN));
        } else {
          this.#start(kind);
        }
        if (this.#isStopped) return;
      }
    } finally {
      this.#isPumping = false;
    }
    this.#watch();
    this.#handlers.onPumped();
  }

  /** Nothing is started or reported any more; transfers under way end unheard. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelWatch?.();
    this.#cancelWatch = null;
  }

  #start(kind: number): void {
    const machine = this.#machine;
    const id = machine.field(COMMAND_FIELD.ID);
    const pointer = machine.field(COMMAND_FIELD.DATA);
    const bytes = machine.field(COMMAND_FIELD.BYTES);
    const endpoint = machine.field(COMMAND_FIELD.ENDPOINT) & 15;
    switch (kind) {
      case COMMAND.BULK_OUT: {
        const part = OUT_PARTS[machine.field(COMMAND_FIELD.TAG)] ?? 'parameters';
        const payloadBytes = machine.field(COMMAND_FIELD.PAYLOAD_BYTES);
        const run = machine.field(COMMAND_FIELD.RUN);
        const data = machine.view(pointer, bytes);
        this.#follow(id, this.#device.transferOut(endpoint, data), (result) => {
          this.#handlers.onTransfer(part, payloadBytes, run);
          return result.bytesWritten;
        });
        break;
      }
      case COMMAND.BULK_IN: {
        const part = endpoint === EVENT_ENDPOINT ? 'event' : 'output';
        this.#follow(id, this.#device.transferIn(endpoint, bytes), (result) => {
          const came = result.data?.byteLength ?? 0;
          const target = part === 'output' ? machine.readTarget(id, came) : pointer;
          const count = this.#take(result.data, target, bytes);
          this.#handlers.onTransfer(part, count, 0);
          return count;
        });
        break;
      }
      case COMMAND.INTERRUPT_IN:
        this.#follow(id, this.#device.transferIn(endpoint, bytes), (result) =>
          this.#take(result.data, pointer, bytes),
        );
        break;
      case COMMAND.WAIT:
        this.#clock.after(bytes, () => {
          this.#end(id, TRANSFER.OK, 0);
        });
        break;
      default:
        this.#startControl(kind, id, pointer, bytes);
    }
  }

  #startControl(kind: number, id: number, pointer: number, bytes: number): void {
    const machine = this.#machine;
    const setup: USBControlTransferParameters = {
      requestType: 'vendor',
      recipient: 'device',
      request: machine.field(COMMAND_FIELD.REQUEST),
      value: machine.field(COMMAND_FIELD.VALUE),
      index: machine.field(COMMAND_FIELD.INDEX),
    };
    if (kind === COMMAND.CONTROL_IN) {
      this.#follow(id, this.#device.controlTransferIn(setup, bytes), (result) =>
        this.#take(result.data, pointer, bytes),
      );
    } else {
      // A copy: the eight bytes are reused for the next register at once.
      const data = machine.view(pointer, bytes).slice();
      this.#follow(
        id,
        this.#device.controlTransferOut(setup, data),
        (result) => result.bytesWritten,
      );
    }
  }

  /** Reports the end of a transfer to the machine, whichever way it ends. */
  #follow<T extends { readonly status?: USBTransferStatus | undefined }>(
    id: number,
    transfer: Promise<T>,
    count: (result: T) => number,
  ): void {
    transfer.then(
      (result) => {
        if (this.#isStopped) return;
        const status = STATUS_BY_NAME[result.status ?? 'ok'];
        this.#end(id, status, status === TRANSFER.OK ? count(result) : 0);
      },
      (error: unknown) => {
        if (this.#isStopped) return;
        this.#end(id, STATUS_BY_KIND[classifyUsbError(error, 'transfer')], 0);
      },
    );
  }

  #end(id: number, status: TransferStatus, actualBytes: number): void {
    if (this.#isStopped) return;
    this.#machine.complete(id, status, actualBytes);
    this.pump();
  }

  /** Copies what came into the machine's memory, never more than was asked for; returns what came. */
  #take(data: DataView | undefined, pointer: number, room: number): number {
    if (!data) return 0;
    const { byteLength } = data;
    const kept = Math.min(byteLength, room);
    this.#machine
      .view(pointer, kept)
      .set(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, kept));
    return byteLength;
  }

  #watch(): void {
    if (this.#cancelWatch || !this.#machine.isBusy) return;
    this.#seenProgress = this.#machine.progress;
    this.#seenAtMs = this.#clock.now();
    this.#look();
  }

  #look(): void {
    this.#cancelWatch = this.#clock.after(this.#patienceMs / LOOKS_PER_PATIENCE, () => {
      this.#cancelWatch = null;
      if (this.#isStopped || !this.#machine.isBusy) return;
      const { progress } = this.#machine;
      const now = this.#clock.now();
      if (progress !== this.#seenProgress) {
        this.#seenProgress = progress;
        this.#seenAtMs = now;
      } else if (now - this.#seenAtMs >= this.#patienceMs) {
        this.#machine.expire();
        this.pump();
        return;
      }
      this.#look();
    });
  }
}
