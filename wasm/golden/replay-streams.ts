// The transfers of one device of a trace: compares everything that is asked for, per endpoint and in order, and gives the
// answers that the trace holds.
//
// Allowed differences, all of them below the wire or outside of it:
//  1. library calls (CALL lines) and the pauses between them: a browser has other ones;
//  2. timeouts of transfers: WebUSB has none, the host loop keeps time itself;
//  3. when reads are posted: only what they ask and get is compared, and IN lines stand where they complete;
//  4. addresses inside instructions: the fields are host addresses, and are masked;
//  5. up to five bytes behind the end of an input tensor, and firmware blocks (a stand-in of the right length is used);
//  6. reads that the recorder's driver cancelled or timed out: WebUSB can do neither, they stay posted.
import { APPLICATION_FILTER } from '../../src/usb/index.ts';
import { clearFields, inputPattern, outputPattern, sha256 } from './patterns.ts';
import type { ControlLine, InLine, OutLine, StreamName, WireLine } from './trace.ts';

/** USB library status of transfers that the host itself ended (allowed difference 6). */
const HOST_ENDED = new Set([2, 3]);
const GET_DESCRIPTOR_DEVICE = 0x0100;
const SUPER_SPEED_PACKET_EXPONENT = 9;
const DFU = { out: 0x21, in: 0xa1, download: 1, upload: 2 } as const;

export type InStream = '0x81' | '0x82' | '0x83';

interface Read {
  readonly bytes: number;
  readonly resolve: (result: USBInTransferResult) => void;
  readonly reject: (error: Error) => void;
}

/** One physical device of a trace, across all its enumerations. */
export class ReplayStreams {
  readonly control: readonly ControlLine[];
  readonly out: readonly OutLine[];
  readonly #ins: readonly InLine[];
  /** How many OUT lines stand before each IN line: it is answered only after them. */
  readonly #outsBefore: readonly number[];
  readonly #reads: Record<InStream, Read[]> = { '0x81': [], '0x82': [], '0x83': [] };
  readonly #firmware = new Map<number, Uint8Array>();
  readonly problems: string[] = [];
  controlAt = 0;
  outAt = 0;
  inAt = 0;
  /** Grows with everything that happens, so that the script can see when nothing does any more. */
  activity = 0;

  /** The trace stops at a fault: what the runtime does after it is not compared, and not answered. */
  readonly #endsInFault: boolean;

  constructor(lines: readonly WireLine[], endsInFault = false) {
    this.#endsInFault = endsInFault;
    this.control = lines.filter((line) => line.kind === 'control');
    this.out = lines.filter((line) => line.kind === 'out');
    this.#ins = lines.filter(
      (line) => line.kind === 'in' && !HOST_ENDED.has(line.status),
    ) as InLine[];
    let outs = 0;
    const before = new Map<WireLine, number>();
    for (const line of lines) {
      if (line.kind === 'out') outs++;
      before.set(line, outs);
    }
    this.#outsBefore = this.#ins.map((line) => before.get(line) ?? 0);
  }

  /** What is left of the trace when the script has ended, in words; empty when all was seen. */
  leftOver(): string[] {
    const rest = (name: StreamName, line: WireLine | undefined): string[] =>
      line ? [`${name}: line ${line.line} was not reached`] : [];
    const nextIn = this.#ins[this.inAt];
    return [
      ...rest('control', this.control[this.controlAt]),
      ...rest('0x01', this.out[this.outAt]),
      ...(nextIn ? rest(nextIn.stream, nextIn) : []),
    ];
  }

  /** The speed that the accelerator's own descriptor shows; a trace without one has the usual speed. */
  isSuperSpeed(): boolean {
    const descriptor = this.control.find(
      ({ requestType, value, data }) =>
        requestType === 0x80 &&
        value === GET_DESCRIPTOR_DEVICE &&
        data?.[8] === (APPLICATION_FILTER.vendorId & 255),
    );
    // Byte 7 is bMaxPacketSize0: 9 (2^9) on SuperSpeed, 64 on USB 2.
    return !descriptor || descriptor.data?.[7] === SUPER_SPEED_PACKET_EXPONENT;
  }

  /** Answers a control request with what the trace says, or null when the trace holds another one here. */
  takeControl(
    setup: { requestType: number; request: number; value: number; index: number },
    length: number,
    data: Uint8Array | null,
  ): { returned: number; data: Uint8Array } | null {
    this.activity++;
    const line = this.control[this.controlAt];
    const asked = `bm=0x${setup.requestType.toString(16)} rq=${setup.request} val=0x${setup.value.toString(16)} idx=0x${setup.index.toString(16)} len=${length}`;
    if (!line) return this.#pastTheEnd(`control: ${asked}`);
    const isSame =
      line.requestType === setup.requestType &&
      line.request === setup.request &&
      line.value === setup.value &&
      line.index === setup.index &&
      line.length === length;
    if (!isSame) return this.#problem(`control: line ${line.line} expected, got ${asked}`);
    const isFirmware = line.requestType === DFU.out && line.request === DFU.download;
    if (data && isFirmware) this.#firmware.set(line.value, data.slice());
    if (data && line.data && !isFirmware && !sameBytes(data, line.data)) {
      const got = Buffer.from(data).toString('hex');
      return this.#problem(`control: line ${line.line} writes other data than ${got}`);
    }
    this.controlAt++;
    return { returned: line.returned, data: this.#answer(line) };
  }

  takeOut(bytes: Uint8Array): boolean {
    this.activity++;
    const line = this.out[this.outAt];
    if (!line) {
      this.#pastTheEnd(`0x01: ${bytes.length} bytes`);
      return false;
    }
    const problem = compareOut(line, bytes);
    if (problem) {
      this.#problem(`0x01: line ${line.line}: ${problem}`);
      return false;
    }
    this.outAt++;
    this.serve();
    return true;
  }

  takeRead(stream: InStream, read: Read): void {
    this.#reads[stream].push(read);
    this.serve();
  }

  /** Answers posted reads in the order of the trace, as far as what comes before them has been seen. */
  serve(): void {
    for (;;) {
      const line = this.#ins[this.inAt];
      if (!line || (this.#outsBefore[this.inAt] ?? 0) > this.outAt) return;
      const stream = line.stream as InStream;
      const read = this.#reads[stream][0];
      if (!read) return;
      if (read.bytes !== line.asked) {
        this.#problem(`${stream}: line ${line.line} asks for ${line.asked}, not ${read.bytes}`);
        return;
      }
      const data = answerOf(line);
      if (data === null) {
        this.#problem(`${stream}: line ${line.line} holds no answer that can be rebuilt`);
        return;
      }
      this.#reads[stream].shift();
      this.inAt++;
      this.activity++;
      read.resolve({ status: statusOf(line.status), data: viewOf(data) });
    }
  }

  /** Ends what is posted, as closing a device does. */
  cancelReads(): void {
    for (const reads of Object.values(this.#reads)) {
      for (const read of reads.splice(0)) {
        read.reject(new DOMException('The transfer was cancelled.', 'AbortError'));
      }
    }
  }

  #answer(line: ControlLine): Uint8Array {
    if (line.requestType === DFU.in && line.request === DFU.upload) {
      const block = this.#firmware.get(line.value) ?? new Uint8Array(0);
      const answer = new Uint8Array(Math.max(0, line.returned));
      answer.set(block.subarray(0, answer.length));
      return answer;
    }
    return line.data ?? new Uint8Array(0);
  }

  #pastTheEnd(what: string): null {
    return this.#endsInFault ? null : this.#problem(`${what} after the end of the trace`);
  }

  #problem(text: string): null {
    this.problems.push(text);
    return null;
  }
}

function compareOut(line: OutLine, bytes: Uint8Array): string | null {
  if (bytes.length !== line.length) return `${bytes.length} bytes instead of ${line.length}`;
  const { hex, maskedSha256, maskedBits, input, sha256: hash } = line.source;
  if (line.header) return sameBytes(bytes, line.header) ? null : 'another header';
  if (input) {
    // The tensor's own bytes are known exactly; what lies behind its end is not compared.
    const whole = inputPattern(input.at + input.bytes, input.seed).subarray(input.at);
    const expected = whole.map((byte) => byte ^ input.xor);
    if (!sameBytes(bytes.subarray(0, input.bytes), expected)) return 'other input bytes';
    return input.bytes + input.pastEnd === bytes.length || sha256(bytes) === hash
      ? null
      : 'other bytes behind the input';
  }
  if (maskedSha256) {
    const masked = clearFields(bytes, maskedBits, line.offset);
    return sha256(masked) === maskedSha256 ? null : 'other instructions';
  }
  if (hex) return sameBytes(bytes, hex) ? null : 'other bytes';
  return sha256(bytes) === hash ? null : 'other bytes (hash)';
}

/** The bytes of an IN line; null when the log does not say how they are made. */
function answerOf({ got, source }: InLine): Uint8Array | null {
  if (got === 0) return new Uint8Array(0);
  if (source.hex) return source.hex;
  if (!source.output) return null;
  const bytes = outputPattern(source.output.at, got, source.output.run);
  return source.sha256 === null || sha256(bytes) === source.sha256 ? bytes : null;
}

/** Status of the recorder's USB library: 4 stall, 6 overflow. */
function statusOf(status: number): USBTransferStatus {
  if (status === 4) return 'stall';
  return status === 6 ? 'babble' : 'ok';
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
