// Finds the firmware in a file that the person has: the bare image, or any driver library that contains it
// (edgetpu-usb.md 2.1). Only images whose SHA-256 is on the list are taken.
import { fail, ok, type Result } from '../base/index.ts';

/** What a firmware image must be. The list is passed in, so that tests can use a stand-in. */
export interface FirmwareRule {
  readonly byteLength: number;
  /** First bytes of the image, by which it is found inside a library. */
  readonly start: Uint8Array;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** apex_latest_single_ep.bin of libedgetpu: 8051 code of 10,783 bytes. */
export const SINGLE_ENDPOINT_FIRMWARE: FirmwareRule = {
  byteLength: 10_783,
  start: Uint8Array.of(
    2,
    0x1e,
    0x57,
    2,
    0x14,
    0xfa,
    0xc2,
    0x2f,
    0xc2,
    0x31,
    0xc2,
    0x23,
    0x22,
    0x12,
    0x24,
    0x68,
  ),
  sha256: '3b07311b174b81fd14fd2c887f40d646c0ebf2f140cc5ee5cf8befa0f3e3dc7f',
};

export const KNOWN_FIRMWARE: readonly FirmwareRule[] = [SINGLE_ENDPOINT_FIRMWARE];

/** SHA-256 as the platform offers it; hex in lower case. */
export type Sha256 = (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;

/** `crypto.subtle` of browsers and of Node; only on secure pages. */
export const platformSha256: Sha256 = async (bytes) => {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** Libraries are about 1 MB; what is far larger is something else. */
const MAX_FILE_BYTES = 64 << 20;
/** The start of an image stands once in a library; more places than this are not tried. */
const MAX_CANDIDATES = 16;

/** A copy of the firmware inside `file`. Failures: `usb/firmware-not-found`, `usb/firmware-unknown`. */
export async function extractFirmware(
  file: Uint8Array,
  rules: readonly FirmwareRule[] = KNOWN_FIRMWARE,
  sha256: Sha256 = platformSha256,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
  let found = 0;
  for (const rule of file.byteLength > MAX_FILE_BYTES ? [] : rules) {
    for (const at of placesOf(file, rule.start)) {
      if (at + rule.byteLength > file.byteLength || found++ >= MAX_CANDIDATES) continue;
      const image = file.slice(at, at + rule.byteLength);
      if ((await sha256(image)) === rule.sha256) return ok(image);
    }
  }
  return fail(found > 0 ? UNKNOWN : NOT_FOUND);
}

const HINT =
  'Take apex_latest_single_ep.bin, libedgetpu.so.1.0, libedgetpu.1.0.dylib or edgetpu.dll of the Edge TPU runtime.';
const NOT_FOUND = {
  code: 'usb/firmware-not-found',
  message: 'This file does not contain the firmware of the accelerator.',
  hint: HINT,
} as const;
const UNKNOWN = {
  code: 'usb/firmware-unknown',
  message: 'This file contains a firmware that is damaged or of another version; it was not used.',
  hint: HINT,
} as const;

function* placesOf(file: Uint8Array, start: Uint8Array): Generator<number> {
  const first = start[0] ?? 0;
  for (let at = file.indexOf(first); at !== -1; at = file.indexOf(first, at + 1)) {
    if (start.every((byte, index) => file[at + index] === byte)) yield at;
  }
}
