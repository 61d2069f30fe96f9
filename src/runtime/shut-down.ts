// The two ways in which an accelerator is given back: in order, and after a failure.
import { closeQuietly, INTERFACE_NUMBER, platformTimers, withDeadline } from '../usb/index.ts';

/** A healthy device does either in milliseconds. */
const STEP_TIMEOUT_MS = 3000;

/**
 * Resets and closes a device that failed; a reset flushes what the chip was in the middle of. False when it could not be
 * done: then only unplugging brings it back to a known state. Never throws.
 */
export async function resetAndClose(device: USBDevice): Promise<boolean> {
  let isReset = true;
  try {
    await withDeadline(device.reset(), STEP_TIMEOUT_MS, 'reset');
  } catch {
    // Said to the person as "unplug it"; the failure that led here is the one to show.
    isReset = false;
  }
  const isClosed = await closeQuietly(device, platformTimers);
  return isReset && isClosed;
}

/** Release, then close, as the vendor does; reads that are still posted end with it. Never throws. */
export async function giveBack(device: USBDevice): Promise<void> {
  try {
    await withDeadline(device.releaseInterface(INTERFACE_NUMBER), STEP_TIMEOUT_MS, 'release');
  } catch {
    // Closing releases as well.
  }
  await closeQuietly(device, platformTimers);
}
