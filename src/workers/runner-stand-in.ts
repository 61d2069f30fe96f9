// A stand-in for the accelerator's firmware: an image of the same length that no chip could run. Virtual accelerators take
// it, so that the way from boot loader to running accelerator can be tried and tested without the vendor's file.
import type { FirmwareRule, Sha256 } from '../usb/index.ts';

export const STAND_IN_NAME = 'reef-stand-in-firmware.bin';

/** As long as the real image, so that it takes the same transfers. */
const BYTE_LENGTH = 10_783;
const START = 'REEF STAND-IN FIRMWARE, NOT FOR HARDWARE';
/** Numerical Recipes' linear congruential generator: any fixed filling would do. */
const FACTOR = 1_664_525;
const SUMMAND = 1_013_904_223;

/** The stand-in image, always the same. */
export function standInFirmware(): Uint8Array<ArrayBuffer> {
  const image = new Uint8Array(BYTE_LENGTH);
  let state = 1;
  for (let index = 0; index < image.length; index++) {
    state = (Math.imul(state, FACTOR) + SUMMAND) >>> 0;
    image[index] = state >>> 24;
  }
  image.set(new TextEncoder().encode(START));
  return image;
}

/** What makes an image the stand-in. */
export async function standInRule(sha256: Sha256): Promise<FirmwareRule> {
  return {
    byteLength: BYTE_LENGTH,
    start: new TextEncoder().encode(START),
    sha256: await sha256(standInFirmware()),
  };
}
