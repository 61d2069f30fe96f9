// One USB port of the emulated bus: a Unix socket on one side, a virtual accelerator on the other. What the accelerator
// does (leave, come back as another device, never answer) reaches the browser as a kernel would report it.
import net from 'node:net';
import type { TransferStatus } from '../../src/virtual/endpoints.ts';
import type { VirtualChip } from '../../src/virtual/index.ts';
import { answerStandardRequest } from './standard-requests.ts';
import {
  bulkAnswerHead,
  controlAnswerHead,
  decodeBulk,
  decodeControl,
  encodeConnect,
  encodeHello,
  encodePacket,
  interruptHead,
  isCapable,
  PacketReader,
  REDIR,
  REDIR_SPEED,
  REDIR_STATUS,
  type RedirPacket,
  type RedirStatus,
} from './usbredir.ts';

/** Largest read of an interrupt endpoint: one packet (edgetpu-usb.md 5.6). */
const INTERRUPT_READ_BYTES = 64;
const SUPER_SPEED_USB_VERSION = 3;
const NO_BYTES = new Uint8Array(0);

const STATUS_OF: Readonly<Record<TransferStatus, RedirStatus>> = {
  ok: REDIR_STATUS.success,
  stall: REDIR_STATUS.stall,
  babble: REDIR_STATUS.babble,
};

/** A transfer that the accelerator has not answered yet. */
interface PendingTransfer {
  /** Takes a read back from the chip. A write cannot be taken back; its late answer is dropped. */
  cancel: () => void;
  readonly answer: (status: RedirStatus, data?: Uint8Array, lengthBytes?: number) => void;
}

export class UsbRedirPort {
  readonly #chip: VirtualChip;
  readonly #server: net.Server;
  readonly #stopListening: () => void;
  readonly #pending = new Map<bigint, PendingTransfer>();
  readonly #interruptReads = new Map<number, () => void>();
  #socket: net.Socket | null = null;
  #isGreeted = false;
  /** True between device_connect and device_disconnect: packets belong to the device that the browser knows. */
  #isAttached = false;
  #isAwaitingAck = false;

  /** Waits on a Unix socket for the browser that `chip` is to be plugged into. */
  static async listen(chip: VirtualChip, socketPath: string): Promise<UsbRedirPort> {
    const port = new UsbRedirPort(chip);
    await new Promise<void>((resolve, reject) => {
      port.#server.once('error', reject);
      port.#server.listen(socketPath, resolve);
    });
    return port;
  }

  private constructor(chip: VirtualChip) {
    this.#chip = chip;
    this.#server = net.createServer((socket) => this.#accept(socket));
    this.#stopListening = chip.listen((change) =>
      change === 'left' ? this.#detach() : this.#attach(),
    );
  }

  close(): void {
    this.#stopListening();
    this.#forgetTransfers();
    this.#socket?.destroy();
    this.#server.close();
  }

  #accept(socket: net.Socket): void {
    this.#socket?.destroy();
    this.#socket = socket;
    this.#isGreeted = this.#isAttached = this.#isAwaitingAck = false;
    const reader = new PacketReader();
    socket.on('data', (chunk) => {
      for (const packet of reader.push(chunk)) this.#handle(packet);
    });
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#isAttached = false;
      this.#forgetTransfers();
    });
    // A browser that ends resets the connection; 'close' follows and does what is needed.
    socket.on('error', () => undefined);
  }

  #send(type: number, id: bigint, ...parts: readonly Uint8Array[]): void {
    const socket = this.#socket;
    if (socket === null) return;
    socket.cork();
    for (const part of encodePacket(type, id, parts)) socket.write(part);
    socket.uncork();
  }

  #handle({ type, id, payload }: RedirPacket): void {
    switch (type) {
      case REDIR.hello:
        return this.#greet(payload);
      case REDIR.deviceDisconnectAck:
        this.#isAwaitingAck = false;
        return this.#attach();
      case REDIR.reset:
        return this.#reset();
      case REDIR.setConfiguration:
      case REDIR.getConfiguration:
        return this.#send(REDIR.configurationStatus, id, Uint8Array.of(this.#deviceStatus(), 1));
      case REDIR.setAltSetting:
        return this.#setAltSetting(id, payload);
      case REDIR.startInterruptReceiving:
        return this.#readInterrupt(payload[0] ?? 0);
      case REDIR.stopInterruptReceiving:
        return this.#stopInterrupt(payload[0] ?? 0);
      case REDIR.cancelDataPacket:
        return this.#cancel(id);
      case REDIR.controlPacket:
        return this.#control(id, payload);
      case REDIR.bulkPacket:
        return this.#bulk(id, payload);
      default:
        throw new Error(`The browser's side sent a packet of unknown type ${String(type)}`);
    }
  }

  #greet(hello: Buffer): void {
    this.#send(REDIR.hello, 0n, encodeHello());
    if (!isCapable(hello)) throw new Error('The shim is older than the emulator: build it again');
    this.#isGreeted = true;
    this.#attach();
  }

  /** Announces the device that is in the port now, once the browser's side has taken note of the one before. */
  #attach(): void {
    if (!this.#isGreeted || this.#isAttached || this.#isAwaitingAck || !this.#chip.isPlugged)
      return;
    const { vendorId, productId, deviceDescriptor } = this.#chip.description;
    const isSuper = (deviceDescriptor[3] ?? 0) >= SUPER_SPEED_USB_VERSION;
    const speed = isSuper ? REDIR_SPEED.super : REDIR_SPEED.high;
    this.#isAttached = true;
    this.#send(REDIR.deviceConnect, 0n, encodeConnect({ speed, vendorId, productId }));
  }

  #detach(): void {
    if (!this.#isAttached) return;
    this.#isAttached = false;
    this.#isAwaitingAck = true;
    // No answers: the disconnect ends what was under way.
    this.#forgetTransfers();
    this.#send(REDIR.deviceDisconnect, 0n);
  }

  #deviceStatus(): RedirStatus {
    return this.#isAttached ? REDIR_STATUS.success : REDIR_STATUS.ioError;
  }

  #setAltSetting(id: bigint, [interfaceNumber = 0, setting = 0]: Uint8Array): void {
    const status = setting === 0 ? this.#deviceStatus() : REDIR_STATUS.invalid;
    this.#send(REDIR.altSettingStatus, id, Uint8Array.of(status, interfaceNumber, setting));
  }

  #reset(): void {
    if (!this.#isAttached) return;
    for (const id of [...this.#pending.keys()]) this.#cancel(id);
    this.#forgetTransfers();
    this.#chip.busReset();
  }

  #control(id: bigint, payload: Buffer): void {
    const packet = decodeControl(payload);
    if (packet === null) return;
    const answer: PendingTransfer['answer'] = (status, data = NO_BYTES, length = data.length) =>
      this.#send(REDIR.controlPacket, id, controlAnswerHead(packet, status, length), data);
    if (!this.#isAttached) return answer(REDIR_STATUS.ioError);
    const standard = answerStandardRequest(this.#chip, packet);
    if (standard === 'stall') return answer(REDIR_STATUS.stall);
    if (standard !== 'not-standard') return answer(REDIR_STATUS.success, standard);
    const isIn = (packet.requestType & 0x80) !== 0;
    const settle = this.#begin(id, answer);
    this.#chip.control(packet, (status, data) => {
      settle(STATUS_OF[status], data, isIn || status !== 'ok' ? data.length : packet.length);
    });
  }

  #bulk(id: bigint, payload: Buffer): void {
    const packet = decodeBulk(payload);
    if (packet === null) return;
    const answer: PendingTransfer['answer'] = (status, data = NO_BYTES, length = data.length) =>
      this.#send(REDIR.bulkPacket, id, bulkAnswerHead(packet, status, length), data);
    if (!this.#isAttached) return answer(REDIR_STATUS.ioError);
    const settle = this.#begin(id, answer);
    if (packet.endpoint & 0x80) {
      const cancel = this.#chip.readIn(packet.endpoint, packet.length, ({ status, data }) =>
        settle(STATUS_OF[status], data),
      );
      const pending = this.#pending.get(id);
      if (pending) pending.cancel = cancel;
    } else {
      this.#chip.bulkOut(packet.endpoint, packet.data, (status) =>
        settle(STATUS_OF[status], NO_BYTES, status === 'ok' ? packet.data.length : 0),
      );
    }
  }

  /** Keeps a transfer until it is answered, cancelled or forgotten; only the first of these counts. */
  #begin(id: bigint, answer: PendingTransfer['answer']): PendingTransfer['answer'] {
    const entry: PendingTransfer = { cancel: () => undefined, answer };
    this.#pending.set(id, entry);
    return (status, data, lengthBytes) => {
      if (this.#pending.get(id) !== entry) return;
      this.#pending.delete(id);
      answer(status, data, lengthBytes);
    };
  }

  #cancel(id: bigint): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    pending.cancel();
    pending.answer(REDIR_STATUS.cancelled);
  }

  /** Reads the endpoint again and again, until the device leaves, is reset, or answers with an error. */
  #readInterrupt(endpoint: number): void {
    if (!this.#isAttached || this.#interruptReads.has(endpoint)) return;
    const read = (): void => {
      // Set before the read: the chip may answer at once, and the next read then takes this place.
      this.#interruptReads.set(endpoint, () => undefined);
      let isAnswered = false;
      const cancel = this.#chip.readIn(endpoint, INTERRUPT_READ_BYTES, ({ status, data }) => {
        isAnswered = true;
        if (!this.#interruptReads.delete(endpoint)) return;
        const head = interruptHead(endpoint, STATUS_OF[status], data.length);
        this.#send(REDIR.interruptPacket, 0n, head, data);
        if (status === 'ok') read();
      });
      if (!isAnswered) this.#interruptReads.set(endpoint, cancel);
    };
    read();
  }

  #stopInterrupt(endpoint: number): void {
    const cancel = this.#interruptReads.get(endpoint);
    this.#interruptReads.delete(endpoint);
    cancel?.();
  }

  #forgetTransfers(): void {
    for (const { cancel } of this.#pending.values()) cancel();
    this.#pending.clear();
    for (const endpoint of [...this.#interruptReads.keys()]) this.#stopInterrupt(endpoint);
  }
}
