// An accelerator that a closed tab left in the middle of a run may still have bytes to send. Where the system cannot
// reset it, they are read and thrown away (edgetpu-usb.md 10.2).
import { withDeadline, type Timers } from './deadline.ts';
import { linkSpeedOf } from './descriptors.ts';
import { claimInterface, INTERFACE_NUMBER, runStep } from './opened-device.ts';

const OUTPUT_ENDPOINT = 1;
const EVENT_ENDPOINT = 2;
/** What is left over comes at once. */
const QUIET_MS = 60;
/** An endpoint that never falls silent is not drained for ever: 4,096 packets. */
const MAX_PACKETS = 4096;

/**
 * Reads outputs and events until none comes. A read cannot be taken back, so the interface is released, which cancels
 * it, and claimed again.
 */
export async function drainStaleData(device: USBDevice, timers: Timers): Promise<void> {
  const packetBytes = linkSpeedOf(device) === 'super' ? 1024 : 512;
  for (const endpoint of [OUTPUT_ENDPOINT, EVENT_ENDPOINT]) {
    for (let packet = 0; packet < MAX_PACKETS; packet++) {
      if (!(await readOne(device, endpoint, packetBytes, timers))) break;
    }
  }
  await runStep('claim', () => device.releaseInterface(INTERFACE_NUMBER), timers);
  await claimInterface(device, timers);
}

async function readOne(
  device: USBDevice,
  endpoint: number,
  bytes: number,
  timers: Timers,
): Promise<boolean> {
  try {
    const result = await withDeadline(
      device.transferIn(endpoint, bytes),
      QUIET_MS,
      'drain',
      timers,
    );
    return result.status === 'ok';
  } catch {
    // Silence is what is wanted; an error shows again at the next step that matters.
    return false;
  }
}
