import { VirtualProgramLibrary } from '../compiler/program-library.ts';
import { INSTANT_RATES } from '../bus.ts';
import { VirtualChip } from '../chip.ts';
import { wallClock } from '../clock.ts';
import type { UsbIdentity } from '../descriptors.ts';

/** An accelerator that answers in the next turn of the event loop and computes nothing. */
export function instantChip(identity: UsbIdentity): VirtualChip {
  return new VirtualChip({
    clock: wallClock({
      nowMs: () => performance.now(),
      wait: setTimeout,
      defer: (action) => void setImmediate(action),
    }),
    library: new VirtualProgramLibrary(() => Promise.reject(new Error('Nothing is computed here'))),
    ...{ rates: INSTANT_RATES, identity },
  });
}
