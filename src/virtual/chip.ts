// One virtual accelerator, free of any USB stack: control requests, bulk and interrupt transfers, bus reset, power. The
// WebUSB face (usb-device.ts) and the stand-in for a kernel's USB in the browser tests both drive this.
import type { LinkRates } from '../edgetpu/index.ts';
import { BootLoader } from './boot-loader.ts';
import { BufferPool } from './buffer-pool.ts';
import { VirtualBus } from './bus.ts';
import type { VirtualClock } from './clock.ts';
import { DataPlane, type DataPlaneCounters } from './data-plane.ts';
import {
  describeDevice,
  descriptorOf,
  type DeviceDescription,
  type UsbIdentity,
  type UsbSpeed,
} from './descriptors.ts';
import { InEndpoint, type InCompletion, type TransferStatus } from './endpoints.ts';
import { DataFaults, TransferFaults, type Fault } from './faults.ts';
import type { ProgramLibrary } from './program.ts';
import { REGISTER, RegisterFile } from './registers.ts';

export interface ControlSetup {
  /** bmRequestType, bRequest, wValue, wIndex, wLength; data of a host-to-device request. */
  readonly requestType: number;
  readonly request: number;
  readonly value: number;
  readonly index: number;
  readonly length: number;
  readonly data: Uint8Array;
}

export interface ChipOptions {
  readonly clock: VirtualClock;
  readonly library: ProgramLibrary;
  readonly rates: LinkRates;
  readonly bus?: VirtualBus;
  readonly speed?: UsbSpeed;
  /** A chip that another program has already given its firmware starts as an application. */
  readonly identity?: UsbIdentity;
}

export type ChipListener = (change: 'left' | 'arrived', chip: VirtualChip) => void;

const REQUEST = {
  deviceOut: 0x40,
  deviceIn: 0xc0,
  classOut: 0x21,
  classIn: 0xa1,
  standardIn: 0x80,
} as const;
const GET_DESCRIPTOR = 6;
const DFU_DETACH = 0;
const NO_DATA = new Uint8Array(0);

export class VirtualChip {
  readonly registers = new RegisterFile();
  readonly transferBuffers = new BufferPool();
  readonly #options: Required<ChipOptions>;
  readonly #listeners = new Set<ChipListener>();
  readonly #transferFaults = new TransferFaults();
  readonly #dataFaults = new DataFaults();
  readonly #deadRegisters = new Map<number, bigint>();
  #bootLoader = new BootLoader();
  #identity: UsbIdentity;
  #isPlugged = true;
  #isDetaching = false;
  #slowness = 1;
  #endpoints: Readonly<Record<number, InEndpoint>> = {};
  #dataPlane: DataPlane;

  constructor(options: ChipOptions) {
    this.#options = {
      bus: new VirtualBus(options.clock),
      speed: 'super',
      identity: 'boot',
      ...options,
    };
    this.#identity = this.#options.identity;
    this.#dataPlane = this.#makeDataPlane();
    this.registers.onSleep = () => this.#dataPlane.clear();
  }

  get description(): DeviceDescription {
    return describeDevice(this.#identity, this.#options.speed);
  }

  get isPlugged(): boolean {
    return this.#isPlugged;
  }

  get identity(): UsbIdentity {
    return this.#identity;
  }

  /** What came over the wire so far. */
  get counters(): Readonly<DataPlaneCounters> {
    return this.#dataPlane.counters;
  }

  /** The firmware image that the host downloaded; empty before. */
  get firmware(): Uint8Array {
    return this.#bootLoader.image;
  }

  listen(listener: ChipListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A control transfer. `done` is never called when a fault swallows it. */
  control(setup: ControlSetup, done: (status: TransferStatus, data: Uint8Array) => void): void {
    const fault = this.#fault(0);
    if (fault === 'unplug' || fault === 'timeout') return;
    if (fault === 'stall') return done('stall', NO_DATA);
    const answer = this.#answerControl(setup);
    return answer === null ? done('stall', NO_DATA) : done('ok', answer);
  }

  /**
   * Bytes to a bulk-out endpoint; `done` when the device has taken all of them, or at a stall. The bytes are the chip's
   * from then on: they may come from `transferBuffers`, and go back there.
   */
  bulkOut(endpoint: number, bytes: Uint8Array, done: (status: TransferStatus) => void): void {
    const fault = this.#fault(endpoint);
    if (fault === 'unplug' || fault === 'timeout') return;
    if (fault === 'stall' || endpoint !== 0x01 || this.#identity === 'boot') return done('stall');
    if (this.#transferFaults.onOutBytes(bytes.length)) return this.unplug();
    const wireMs = (bytes.length / this.#options.rates.inBytesPerMs) * this.#slowness;
    const dataPlane = this.#dataPlane;
    this.#options.bus.carry(wireMs, () => {
      if (dataPlane === this.#dataPlane) dataPlane.receive(bytes, () => done('ok'));
    });
  }

  /** A read on an IN endpoint; the result cancels it. */
  readIn(endpoint: number, length: number, done: (completion: InCompletion) => void): () => void {
    const fault = this.#fault(endpoint);
    const queue = this.#endpoints[endpoint];
    if (fault === 'unplug' || fault === 'timeout') return () => undefined;
    if (fault === 'stall' || fault === 'babble' || queue === undefined) {
      done({ status: fault === 'babble' ? 'babble' : 'stall', data: NO_DATA });
      return () => undefined;
    }
    return queue.read(length, done);
  }

  clearHalt(endpoint: number): void {
    this.#endpoints[endpoint]?.clearHalt();
  }

  /** Raises a word on the interrupt endpoint (edgetpu-usb.md 5.6). */
  raiseInterrupt(word: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, word, true);
    this.#endpoints[0x83]?.send(bytes, bytes.length);
  }

  /** A USB reset: keeps, takes on or gives up the application identity (edgetpu-usb.md 11.2). */
  busReset(): void {
    this.registers.busReset();
    this.#restartDataPlane();
    if (this.#identity === 'boot' && this.#bootLoader.hasImage)
      this.#becomeAfterReset('application');
    else if (this.#identity === 'application' && this.#isDetaching) this.#becomeAfterReset('boot');
  }

  /** Pulls the plug: power and firmware are lost. */
  unplug(): void {
    if (!this.#isPlugged) return;
    this.#isPlugged = false;
    this.#notify('left');
    this.#identity = this.#options.identity;
    this.#bootLoader = new BootLoader();
    this.registers.powerOn();
    this.#restartDataPlane();
  }

  plug(): void {
    if (this.#isPlugged) return;
    this.#isPlugged = true;
    this.#notify('arrived');
  }

  /** Arms a fault, or raises it at once where it is a state of the chip. */
  inject(fault: Fault): void {
    switch (fault.kind) {
      case 'stall':
      case 'timeout':
      case 'babble':
        return this.#transferFaults.arm(fault);
      case 'unplug':
        return this.#transferFaults.armUnplug(fault.atTransfer);
      case 'unplug-at-byte':
        return this.#transferFaults.armUnplugAtByte(fault.outBytes);
      case 'short-output':
        this.#dataFaults.shortensNextOutput = true;
        return;
      case 'wrong-event':
        this.#dataFaults.nextEvent = fault.change;
        return;
      case 'missing-event':
        this.#dataFaults.nextEvent = 'missing';
        return;
      case 'dead-register':
        this.#deadRegisters.set(fault.address, fault.value);
        return;
      case 'hib-error':
        this.registers.force(REGISTER.hibError, fault.bits);
        this.registers.force(REGISTER.hibFirstError, fault.bits);
        return this.raiseInterrupt(1);
      case 'thermal-warning':
        this.registers.force(REGISTER.omc0dc, 0x83ff0000n);
        return this.raiseInterrupt(1 << 4);
      case 'firmware-refused':
        this.#bootLoader.refusesFirmware = true;
        return;
      case 'upload-mismatch':
        this.#bootLoader.corruptsUpload = true;
        return;
      case 'slow-link':
        this.#slowness = fault.factor;
        return;
    }
  }

  clearFaults(): void {
    this.#transferFaults.clear();
    this.#deadRegisters.clear();
    this.#slowness = 1;
  }

  #fault(endpoint: number): ReturnType<TransferFaults['onTransfer']> {
    const fault = this.#transferFaults.onTransfer(endpoint);
    if (fault === 'unplug') this.unplug();
    return fault;
  }

  #answerControl(setup: ControlSetup): Uint8Array | null {
    const { requestType, request, value, index, length, data } = setup;
    if (requestType === REQUEST.standardIn && request === GET_DESCRIPTOR) {
      return descriptorOf(this.description, value >> 8, value & 255)?.slice(0, length) ?? null;
    }
    if (this.#identity === 'boot') {
      if (requestType === REQUEST.classOut)
        return this.#bootLoader.requestOut(request, value, data) ? NO_DATA : null;
      return requestType === REQUEST.classIn
        ? this.#bootLoader.requestIn(request, value, length)
        : null;
    }
    if (requestType === REQUEST.classOut && request === DFU_DETACH) {
      this.#isDetaching = true;
      return NO_DATA;
    }
    const address = index * 0x10000 + value;
    const width = request === 0 ? 8 : request === 1 ? 4 : 0;
    if (width === 0) return null;
    if (requestType === REQUEST.deviceIn)
      return this.#readRegister(address, width).slice(0, length);
    if (requestType !== REQUEST.deviceOut || data.length !== width) return null;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.registers.write(
      address,
      width === 8 ? view.getBigUint64(0, true) : BigInt(view.getUint32(0, true)),
    );
    return NO_DATA;
  }

  #readRegister(address: number, width: number): Uint8Array {
    const bytes = new Uint8Array(8);
    const value = this.#deadRegisters.get(address) ?? this.registers.read(address);
    new DataView(bytes.buffer).setBigUint64(0, value, true);
    return bytes.slice(0, width);
  }

  #becomeAfterReset(identity: UsbIdentity): void {
    this.#notify('left');
    this.#identity = identity;
    this.#isDetaching = false;
    this.registers.powerOn();
    this.#notify('arrived');
  }

  #restartDataPlane(): void {
    this.#dataPlane.clear();
    this.#dataPlane = this.#makeDataPlane();
  }

  #makeDataPlane(): DataPlane {
    const { clock, bus, rates, library, speed } = this.#options;
    const bulkPacket = speed === 'super' ? 1024 : 512;
    const outputs = new InEndpoint(bulkPacket);
    const events = new InEndpoint(bulkPacket);
    this.#endpoints = { 0x81: outputs, 0x82: events, 0x83: new InEndpoint(64) };
    return new DataPlane({
      outputs,
      events,
      registers: this.registers,
      library,
      clock,
      bus,
      rates,
      faults: this.#dataFaults,
      pool: this.transferBuffers,
    });
  }

  #notify(change: 'left' | 'arrived'): void {
    for (const listener of [...this.#listeners]) listener(change, this);
  }
}
