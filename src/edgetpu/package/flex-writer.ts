// Writes the FlexBuffers map of the Edge TPU operator, as compilers do: the counterpart of flexbuffer.ts.

/** What goes into the operator's options. */
export interface CustomOpOptions {
  readonly packageBytes: Uint8Array;
  /** Execution preference; −1 in nearly all real files. */
  readonly executionPreference?: number;
  /** 18 in most real files. */
  readonly chipIds?: readonly number[];
}

/** Everything is written four bytes wide: width code 2 in the low bits of a packed type. */
const WIDTH_BYTES = 4;
const WIDTH_CODE = 2;
const INT = (1 << 2) | WIDTH_CODE;
const STRING = (5 << 2) | WIDTH_CODE;
const MAP = (9 << 2) | WIDTH_CODE;
const VECTOR_INT = (11 << 2) | WIDTH_CODE;

/** The options map with the keys "1", "4", "5" and "6"; the package stands at offset 8, as in real files. */
export function writeCustomOptions(options: CustomOpOptions): Uint8Array<ArrayBuffer> {
  const { packageBytes, executionPreference = -1, chipIds = [18] } = options;
  const sink = new FlexSink(packageBytes.byteLength + 4 * chipIds.length + 128);
  const keyAt = [sink.text('1'), sink.text('4')];
  sink.int(packageBytes.byteLength);
  const packageAt = sink.bytes(packageBytes);
  sink.bytes(Uint8Array.of(0));
  keyAt.push(sink.text('5'), sink.text('6'));
  sink.align();
  sink.int(chipIds.length);
  const chipsAt = sink.position;
  chipIds.forEach((id) => sink.int(id));

  sink.int(keyAt.length);
  const keysAt = sink.position;
  keyAt.forEach((at) => sink.offset(at));
  sink.offset(keysAt);
  sink.int(WIDTH_BYTES);
  sink.int(keyAt.length);
  const mapAt = sink.position;
  sink.int(0);
  sink.offset(packageAt);
  sink.int(executionPreference);
  sink.offset(chipsAt);
  sink.bytes(Uint8Array.of(INT, STRING, INT, VECTOR_INT));
  sink.offset(mapAt);
  sink.bytes(Uint8Array.of(MAP, WIDTH_BYTES));
  return sink.finish();
}

class FlexSink {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  position = 0;

  constructor(capacityBytes: number) {
    this.#bytes = new Uint8Array(capacityBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  bytes(bytes: Uint8Array): number {
    const at = this.position;
    this.#bytes.set(bytes, at);
    this.position += bytes.byteLength;
    return at;
  }

  text(text: string): number {
    return this.bytes(new TextEncoder().encode(`${text}\0`));
  }

  int(value: number): void {
    this.#view.setInt32(this.position, value, true);
    this.position += WIDTH_BYTES;
  }

  /** Offsets count backwards from where they stand. */
  offset(target: number): void {
    this.int(this.position - target);
  }

  align(): void {
    this.position = Math.ceil(this.position / WIDTH_BYTES) * WIDTH_BYTES;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.position);
  }
}
