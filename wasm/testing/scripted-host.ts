// A host without a device: takes the machine's commands and completes them as a test says.
import { Machine, COMMAND, COMMAND_FIELD } from '../../src/runtime/machine.ts';
import type { RuntimeOptions } from '../../src/runtime/options.ts';
import { TRANSFER, type TransferStatus } from '../../src/runtime/status.ts';

export interface ScriptedCommand {
  readonly kind: keyof typeof COMMAND;
  readonly id: number;
  readonly endpoint: number;
  readonly pointer: number;
  readonly bytes: number;
  readonly request: number;
  readonly register: number;
  readonly tag: number;
  readonly run: number;
  /** What is sent; empty for reads and notices. */
  readonly data: Uint8Array;
}

const KIND_NAMES = new Map(
  Object.entries(COMMAND).map(([name, value]) => [value as number, name as keyof typeof COMMAND]),
);
const OUTPUT_ENDPOINT = 0x81;
const SENDS = new Set<keyof typeof COMMAND>(['CONTROL_OUT', 'BULK_OUT']);

/** Register values of a chip that does at once what it is told; enough for the open and close programs. */
class QuickChip {
  readonly #values = new Map<number, number>();

  read(register: number): number {
    if (register === 0x1a318) {
      const written = this.#values.get(register) ?? 0;
      const isAsleep = ((written >>> 22) & 3) === 3;
      return ((written & ~0x300) | (isAsleep ? 0x200 : 0)) >>> 0;
    }
    if (register === 0x44018) return 0;
    return this.#values.get(register) ?? 0;
  }

  write(register: number, value: number): void {
    this.#values.set(register, value);
  }
}

export class ScriptedHost {
  readonly machine: Machine;
  readonly chip = new QuickChip();
  readonly registerLog: {
    readonly write: boolean;
    readonly register: number;
    readonly value: number;
  }[] = [];

  constructor(module: WebAssembly.Module, options: RuntimeOptions) {
    this.machine = new Machine(module);
    this.machine.configure(options);
  }

  /** Everything that the machine wants to start now, in order. */
  commands(): ScriptedCommand[] {
    const list: ScriptedCommand[] = [];
    for (let kind = this.machine.next(); kind !== COMMAND.NONE; kind = this.machine.next()) {
      list.push(this.#describe(kind));
    }
    return list;
  }

  complete(
    command: ScriptedCommand,
    status: TransferStatus = TRANSFER.OK,
    data?: Uint8Array,
  ): void {
    if (data) this.machine.view(this.#targetOf(command, data.length), data.length).set(data);
    const actual = data ? data.length : SENDS.has(command.kind) ? command.bytes : 0;
    this.machine.complete(command.id, status, status === TRANSFER.OK ? actual : 0);
  }

  #targetOf({ kind, endpoint, id, pointer }: ScriptedCommand, bytes: number): number {
    const isOutput = kind === 'BULK_IN' && endpoint === OUTPUT_ENDPOINT;
    return isOutput ? this.machine.readTarget(id, bytes) : pointer;
  }

  /** Performs control transfers until there is none; gives back what else was started on the way. */
  runControl(limit = 1000): ScriptedCommand[] {
    const others: ScriptedCommand[] = [];
    for (let turn = 0; turn < limit; turn++) {
      const commands = this.commands();
      const control = commands.filter(({ kind }) => kind.startsWith('CONTROL') || kind === 'WAIT');
      others.push(...commands.filter((command) => !control.includes(command)));
      if (!control.length) return others;
      control.forEach((command) => {
        this.#answerControl(command);
      });
    }
    throw new Error('the register program does not end');
  }

  /** Opens the machine; the reads that it posts at once. */
  open(): ScriptedCommand[] {
    this.machine.open();
    return this.runControl().filter(({ kind }) => kind !== 'OPENED');
  }

  #answerControl(command: ScriptedCommand): void {
    const { register } = command;
    if (command.kind === 'WAIT') return this.complete(command);
    if (command.kind === 'CONTROL_OUT') {
      const value = new DataView(command.data.buffer).getUint32(0, true);
      this.registerLog.push({ write: true, register, value });
      this.chip.write(register, value);
      return this.complete(command);
    }
    const answer = new Uint8Array(command.bytes);
    const value = this.chip.read(register);
    new DataView(answer.buffer).setUint32(0, value, true);
    this.registerLog.push({ write: false, register, value });
    this.complete(command, TRANSFER.OK, answer);
  }

  #describe(kindNumber: number): ScriptedCommand {
    const field = (name: keyof typeof COMMAND_FIELD): number =>
      this.machine.field(COMMAND_FIELD[name]);
    const kind = KIND_NAMES.get(kindNumber) ?? 'NONE';
    const pointer = field('DATA');
    const bytes = field('BYTES');
    return {
      kind,
      id: field('ID'),
      endpoint: field('ENDPOINT'),
      pointer,
      bytes,
      request: field('REQUEST'),
      register: field('INDEX') * 0x10000 + field('VALUE'),
      tag: field('TAG'),
      run: field('RUN'),
      data: SENDS.has(kind) ? this.machine.view(pointer, bytes).slice() : new Uint8Array(0),
    };
  }
}
