// The typed face of wasm/: one instance drives one accelerator. Pointers never leave this file and the host loop.
import { FailureError } from '../base/index.ts';
import { optionValues, type RuntimeOptions } from './options.ts';
import { explainReturned, type MachineFailure } from './status.ts';

/** What wasm/src/exports.cpp offers. Pointers and handles are numbers; statuses are negative. */
interface RuntimeExports {
  readonly memory: WebAssembly.Memory;
  etpu_runtime_version(): number;
  etpu_heap_alloc(bytes: number): number;
  etpu_heap_free(pointer: number): void;
  etpu_heap_used(): number;
  etpu_device_option(key: number, value: number): number;
  etpu_device_open(): number;
  etpu_device_close(): number;
  etpu_device_is_busy(): number;
  etpu_device_progress(): number;
  etpu_device_expire(): void;
  etpu_device_failure(): number;
  etpu_command_next(): number;
  etpu_command_data(): number;
  etpu_command_target(id: number, actualBytes: number): number;
  etpu_command_complete(id: number, status: number, actualBytes: number): void;
  etpu_package_create(pointer: number, bytes: number, slots: number): number;
  etpu_package_destroy(handle: number): number;
  etpu_package_batch(handle: number): number;
  etpu_package_is_deterministic(handle: number): number;
  etpu_layer_count(handle: number, isOutput: number): number;
  etpu_layer_bytes(handle: number, isOutput: number, index: number): number;
  etpu_layer_padded_bytes(handle: number, isOutput: number, index: number): number;
  etpu_layer_wire(handle: number, isOutput: number, index: number, place: number): number;
  etpu_input_prepare(handle: number, index: number, place: number): number;
  etpu_output_part_bytes(handle: number, index: number): number;
  etpu_output_part(handle: number, index: number, place: number, start: number): number;
  etpu_run_begin(handle: number, slot: number): number;
}

/** Kinds of commands and notices (wasm/src/command.h). */
export const COMMAND = {
  NONE: 0,
  CONTROL_IN: 1,
  CONTROL_OUT: 2,
  BULK_OUT: 3,
  BULK_IN: 4,
  INTERRUPT_IN: 5,
  WAIT: 6,
  OPENED: 16,
  CLOSED: 17,
  RUN_DONE: 18,
  THERMAL_WARNING: 19,
  THERMAL_SHUTDOWN: 20,
  FAILED: 21,
} as const;

/** The fields of struct `Command`, as positions of 32-bit words. */
export const COMMAND_FIELD = {
  ID: 1,
  ENDPOINT: 2,
  DATA: 3,
  BYTES: 4,
  REQUEST: 5,
  VALUE: 6,
  INDEX: 7,
  TAG: 8,
  PAYLOAD_BYTES: 9,
  RUN: 10,
} as const;
const COMMAND_WORDS = 11;

/** The interface version that this file is written for (`kInterfaceVersion`). */
const INTERFACE_VERSION = 2;

/** Which copy of a package's buffers, and which element of a native batch. */
export interface BufferPlace {
  readonly slot: number;
  readonly element: number;
}

const placeCode = ({ slot, element }: BufferPlace): number => (element << 8) | slot;

export class Machine {
  readonly #exports: RuntimeExports;
  readonly #commandPointer: number;
  #bytes: Uint8Array<ArrayBuffer>;
  #command: Uint32Array<ArrayBuffer>;

  /** A new instance of the module: a closed accelerator. */
  constructor(module: WebAssembly.Module) {
    const exports = new WebAssembly.Instance(module, {}).exports as unknown as RuntimeExports;
    if (exports.etpu_runtime_version() !== INTERFACE_VERSION) {
      throw new FailureError({
        code: 'runtime/wrong-version',
        message: 'The runtime module and the page do not belong together.',
        hint: 'Reload the page; if that does not help, build the project again.',
      });
    }
    this.#exports = exports;
    this.#commandPointer = exports.etpu_command_data();
    this.#bytes = this.#freshBytes();
    this.#command = this.#freshCommand();
  }

  configure(options: RuntimeOptions): void {
    for (const [key, value] of optionValues(options)) {
      check(this.#exports.etpu_device_option(key, value));
    }
  }

  open(): void {
    check(this.#exports.etpu_device_open());
  }

  close(): void {
    check(this.#exports.etpu_device_close());
  }

  get isBusy(): boolean {
    return this.#exports.etpu_device_is_busy() !== 0;
  }

  get progress(): number {
    return this.#exports.etpu_device_progress();
  }

  get usedBytes(): number {
    return this.#exports.etpu_heap_used();
  }

  expire(): void {
    this.#exports.etpu_device_expire();
  }

  /** The next command or notice: its kind; its fields are in `command` until the next call. */
  next(): number {
    return this.#exports.etpu_command_next();
  }

  /** One word of the current command. */
  field(field: number): number {
    if (this.#command.byteLength === 0) this.#refresh();
    return this.#command[field] ?? 0;
  }

  /** Where the bytes of a bulk read that has ended are to be put before it is reported as complete. */
  readTarget(id: number, actualBytes: number): number {
    return this.#exports.etpu_command_target(id, actualBytes);
  }

  complete(id: number, status: number, actualBytes: number): void {
    this.#exports.etpu_command_complete(id, status, actualBytes);
  }

  /** A view on the module's memory; it ends when memory grows, so use it at once. */
  view(pointer: number, bytes: number): Uint8Array<ArrayBuffer> {
    if (this.#bytes.byteLength === 0) this.#refresh();
    return this.#bytes.subarray(pointer, pointer + bytes);
  }

  get failure(): MachineFailure {
    const pointer = this.#exports.etpu_device_failure();
    const words = new DataView(this.#exports.memory.buffer, pointer, 20);
    return {
      status: words.getInt32(0, true),
      endpoint: words.getUint32(4, true),
      address: words.getUint32(8, true),
      expected: words.getUint32(12, true),
      actual: words.getUint32(16, true),
    };
  }

  /** Copies a package into the module; the handle of the loaded package. Throws a `FailureError` when it is refused. */
  createPackage(bytes: Uint8Array, slots: number): number {
    const pointer = this.#exports.etpu_heap_alloc(bytes.byteLength);
    if (pointer === 0) throw new FailureError(explainReturned(-1));
    this.view(pointer, bytes.byteLength).set(bytes);
    return check(this.#exports.etpu_package_create(pointer, bytes.byteLength, slots));
  }

  destroyPackage(handle: number): void {
    check(this.#exports.etpu_package_destroy(handle));
  }

  batchSize(handle: number): number {
    return this.#exports.etpu_package_batch(handle);
  }

  isDeterministic(handle: number): boolean {
    return this.#exports.etpu_package_is_deterministic(handle) !== 0;
  }

  /** Tensor bytes of every input or output, one element of a batch. */
  layerBytes(handle: number, kind: 'input' | 'output'): number[] {
    const isOutput = kind === 'output' ? 1 : 0;
    const count = this.#exports.etpu_layer_count(handle, isOutput);
    return Array.from({ length: count }, (_, index) =>
      this.#exports.etpu_layer_bytes(handle, isOutput, index),
    );
  }

  writeInput(handle: number, index: number, place: BufferPlace, tensor: Uint8Array): void {
    const pointer = this.#exports.etpu_layer_wire(handle, 0, index, placeCode(place));
    this.view(pointer, tensor.byteLength).set(tensor);
    check(this.#exports.etpu_input_prepare(handle, index, placeCode(place)));
  }

  /** Puts bytes where an output would arrive: for tests of de-tiling without a device. */
  writeOutputWire(handle: number, index: number, place: BufferPlace, wire: Uint8Array): void {
    const pointer = this.#exports.etpu_layer_wire(handle, 1, index, placeCode(place));
    this.view(pointer, wire.byteLength).set(wire);
  }

  /** De-tiles an output into `target`. */
  readOutput(handle: number, index: number, place: BufferPlace, target: Uint8Array): void {
    const partBytes = this.#exports.etpu_output_part_bytes(handle, index);
    for (let start = 0; start < target.byteLength; start += partBytes) {
      const pointer = this.#exports.etpu_output_part(handle, index, placeCode(place), start);
      const bytes = Math.min(partBytes, target.byteLength - start);
      target.set(this.view(pointer, bytes), start);
    }
  }

  /** Queues a run; its number, which comes back with the notice that it is done. */
  beginRun(handle: number, slot: number): number {
    return check(this.#exports.etpu_run_begin(handle, slot));
  }

  #refresh(): void {
    this.#bytes = this.#freshBytes();
    this.#command = this.#freshCommand();
  }

  #freshBytes(): Uint8Array<ArrayBuffer> {
    // WebUSB refuses shared memory; this one never is.
    return new Uint8Array(this.#exports.memory.buffer);
  }

  #freshCommand(): Uint32Array<ArrayBuffer> {
    const buffer = this.#exports.memory.buffer;
    return new Uint32Array(buffer, this.#commandPointer, COMMAND_WORDS);
  }
}

function check(status: number): number {
  if (status < 0) throw new FailureError(explainReturned(status));
  return status;
}
