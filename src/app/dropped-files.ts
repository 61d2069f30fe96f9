// What dropped files are, told by their bytes first and by their names only where bytes say nothing; and where each of
// them belongs. Pure: whoever calls reads head and tail of the files.

/** What a dropped file is. */
export type DroppedKind =
  /** A `.tflite` as it was trained, or something that means to be one. */
  | 'model'
  /** A `.tflite` that went through the Edge TPU compiler. */
  | 'compiled'
  /** The compiler's operation log, or what it printed. */
  | 'compiler-log'
  /** The accelerator's firmware, or a driver library that may contain it. */
  | 'firmware'
  /** A result or a plan that Reef wrote, as JSON. */
  | 'result'
  /** A text with a link to a result in it. */
  | 'link'
  | 'archive'
  | 'unknown';

/** Name and ends of a file. */
export interface FileEnds {
  readonly name: string;
  readonly sizeBytes: number;
  /** The first `ENDS_BYTES` bytes, or the whole file. */
  readonly head: Uint8Array;
  /** The last ones. */
  readonly tail: Uint8Array;
}

/**
 * How much of both ends is looked at. The compiler's operator name stands within 200 bytes of the start or 22 KB of the
 * end in every real compiled file at hand; the longest link has 16 KB.
 */
export const ENDS_BYTES = 1 << 16;

const TFLITE_IDENTIFIER = 'TFL3';
const IDENTIFIER_AT = 4;
const COMPILED_OPERATOR = 'edgetpu-custom-op';
const COMPILED_NAME = /[-_]edgetpu\.tflite$/i;
const MODEL_NAME = /\.tflite$/i;
/** The bare image is 8051 code of this length; usb/firmware.ts looks at what is in it. */
const FIRMWARE_IMAGE_BYTES = 10_783;
const FIRMWARE_NAME = /\.(bin|so(\.[\d.]+)?|dylib|dll)$/i;
/** Programs and libraries: ELF, Mach-O (64 bits, and for several processors), Windows. */
const PROGRAM_STARTS: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
  [0x4d, 0x5a],
];
const ZIP_START = [0x50, 0x4b, 0x03, 0x04];
const LOG_TEXT = /^Edge TPU Compiler version |^Operator +Count +Status\s*$/m;
/** Formats of report/exports and of the bundle's plan.json, any version. */
const RESULT_TEXT = /^\s*\{[^]*"format"\s*:\s*"reef-(result|cut)-\d+"/;
const LINK_TEXT = /#(?:[a-z]+\/)?(v\d{1,4}\.[A-Za-z0-9_-]+)/;
const LINK_ALONE = /^v\d{1,4}\.[A-Za-z0-9_-]+$/;

/** What a file is. */
export function kindOfDropped(file: FileEnds): DroppedKind {
  const { name, sizeBytes, head } = file;
  if (latin(head.subarray(IDENTIFIER_AT, IDENTIFIER_AT + 4)) === TFLITE_IDENTIFIER) {
    return isCompiled(file) ? 'compiled' : 'model';
  }
  if (startsWith(head, ZIP_START)) return MODEL_NAME.test(name) ? 'model' : 'archive';
  const text = latin(head);
  if (LOG_TEXT.test(text)) return 'compiler-log';
  if (RESULT_TEXT.test(text)) return 'result';
  if (isText(head) && LINK_TEXT.test(text)) return 'link';
  // What is called a model and is none gets the answer of the reader, which knows what models look like.
  if (MODEL_NAME.test(name)) return 'model';
  const isFirmware =
    FIRMWARE_NAME.test(name) ||
    sizeBytes === FIRMWARE_IMAGE_BYTES ||
    PROGRAM_STARTS.some((start) => startsWith(head, start));
  return isFirmware ? 'firmware' : 'unknown';
}

/** The result link in a text, `v1.…`; null where there is none. */
export function linkInText(text: string): string | null {
  return LINK_TEXT.exec(text)?.[1] ?? null;
}

/** The link in a text that was dropped or pasted: an address, its fragment, or the link alone; null where it has none. */
export function linkInLooseText(text: string): string | null {
  return linkInText(text) ?? LINK_ALONE.exec(text.trim())?.[0] ?? null;
}

/** Whether a text is an address and nothing else. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\S+$/i.test(text.trim());
}

/** A file and what it is. */
export interface Recognised {
  readonly name: string;
  readonly kind: DroppedKind;
}

/** Where dropped files go. */
export interface DropRoute<File extends Recognised> {
  /** Opened in place of the present one. */
  readonly model: File | null;
  /** Two or more, where it is the person's to say which is meant; everything else waits for that. */
  readonly severalModels: readonly File[];
  /** Compiled segments and logs, for the Run view. */
  readonly compiled: readonly File[];
  readonly firmware: File | null;
  /** A result, as JSON or as a link. */
  readonly result: File | null;
  /** Looked into before anything else is done. */
  readonly archives: readonly File[];
  /** What is left, each with the reason. */
  readonly leftOut: readonly { readonly file: File; readonly reason: LeftOutReason }[];
}

export type LeftOutReason = 'one-is-enough' | 'no-plan' | 'unknown';

/** Sorts files by where they belong. `hasPlan`: a model is open whose segments compiled files can be matched to. */
export function routeDropped<File extends Recognised>(
  files: readonly File[],
  { hasPlan }: { readonly hasPlan: boolean },
): DropRoute<File> {
  const of = (...kinds: DroppedKind[]): File[] => files.filter(({ kind }) => kinds.includes(kind));
  const leftOut: { file: File; reason: LeftOutReason }[] = [];
  const leave = (left: readonly File[], reason: LeftOutReason): void => {
    leftOut.push(...left.map((file) => ({ file, reason })));
  };
  const models = of('model');
  let compiled = of('compiled', 'compiler-log');
  const severalModels = models.length > 1 ? models : [];
  let model = models.length === 1 ? (models[0] ?? null) : null;
  if (!hasPlan && models.length === 0 && compiled.length > 0) {
    // A compiled file alone is shown for what it is.
    if (files.length === 1 && compiled[0]?.kind === 'compiled') model = compiled[0];
    else leave(compiled, 'no-plan');
    compiled = [];
  }
  const [firmware = null, ...moreFirmware] = of('firmware');
  const [result = null, ...moreResults] = of('result', 'link');
  leave([...moreFirmware, ...moreResults], 'one-is-enough');
  leave(of('unknown'), 'unknown');
  const archives = of('archive');
  return { model, severalModels, compiled, firmware, result, archives, leftOut };
}

function isCompiled({ name, head, tail }: FileEnds): boolean {
  return (
    latin(head).includes(COMPILED_OPERATOR) ||
    latin(tail).includes(COMPILED_OPERATOR) ||
    COMPILED_NAME.test(name)
  );
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

/** One character a byte, so that any bytes can be looked through as text. */
function latin(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

/** No control characters but those of a text; UTF-16, as Windows may write shortcuts, is none either. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
}
