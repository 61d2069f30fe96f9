// An accelerator that is away: why, and whether one that arrives may be it. Accelerators have no serial number, so their
// state is all there is to tell them by; the runner's device list gives an arrival to the row that it is most like.
import { stateOf, type AcceleratorState } from '../usb/index.ts';

export type AwayReason =
  /** Unplugged, or out of power. */
  | 'lost'
  /** It took its firmware and left; it is back on the bus, but not for this page. */
  | 'took-firmware'
  /** It left when it was reset before it was opened, and is back, if at all, not for this page. */
  | 'left-at-reset'
  /** Still plugged in, as far as is known, but not for this page any more. */
  | 'withdrawn';

export interface Absence {
  readonly reason: AwayReason;
  /** What it was when it left. */
  readonly was: AcceleratorState | null;
  /** It has left in the middle of being prepared, which waits for it to come back with firmware. */
  readonly isAwaited: boolean;
}

/** How likely it is that this device is the absent one, back again; 0 where it cannot be. */
export function likeness(device: USBDevice, { reason, was, isAwaited }: Absence): number {
  const hasFirmware = stateOf(device) === 'ready';
  if (isAwaited) return hasFirmware ? 4 : 0;
  switch (reason) {
    case 'took-firmware':
      return hasFirmware ? 3 : 0;
    case 'withdrawn':
      return stateOf(device) === was ? 2 : 0;
    // Without power it loses its firmware; a hub that was reset leaves it.
    case 'lost':
    case 'left-at-reset':
      return 1;
  }
}
