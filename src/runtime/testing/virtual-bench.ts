// A runtime on a virtual accelerator that answers at once, for tests of what the runtime does: nothing is computed.
import { unwrap } from '../../base/index.ts';
import type { Package } from '../../edgetpu/package/index.ts';
import { BROWSER_POLICY, prepareDevice } from '../../usb/index.ts';
import {
  INSTANT_RATES,
  VirtualChip,
  VirtualProgramLibrary,
  VirtualUsb,
  wallClock,
  type UsbSpeed,
} from '../../virtual/index.ts';
import {
  fastOptions,
  openAccelerator,
  type Accelerator,
  type AcceleratorEvent,
  type RuntimeOptions,
} from '../index.ts';
import { loadRuntimeModule } from '../node.ts';

/** Short enough for tests, long enough for a busy computer. */
export const TEST_PATIENCE_MS = 250;

export class VirtualBench {
  readonly chip: VirtualChip;
  readonly usb: VirtualUsb;
  readonly events: AcceleratorEvent[] = [];
  readonly #library = new VirtualProgramLibrary(() =>
    Promise.reject(new Error('nothing is computed here')),
  );

  constructor(speed: UsbSpeed = 'super') {
    this.chip = new VirtualChip({
      clock: wallClock({
        nowMs: () => performance.now(),
        wait: (action, ms) => setTimeout(action, ms),
        defer: (action) => setImmediate(action),
      }),
      library: this.#library,
      rates: INSTANT_RATES,
      speed,
      identity: 'application',
    });
    this.usb = new VirtualUsb([this.chip], { grantsAll: true });
  }

  /** Lets the chip follow a package of the vendor's compiler; it computes for no time. */
  announce(pack: Package): void {
    this.#library.announce({ package: pack, computeMs: 0 });
  }

  async device(): Promise<USBDevice> {
    const [device] = await this.usb.getDevices();
    if (!device) throw new Error('the virtual accelerator is not there');
    return device;
  }

  /** Opens the accelerator as a browser would; throws the failure where it fails. */
  async open(changes: Partial<RuntimeOptions> = {}): Promise<Accelerator> {
    return unwrap(await this.tryOpen(changes));
  }

  async tryOpen(changes: Partial<RuntimeOptions> = {}) {
    const prepared = await prepareDevice(await this.device(), {
      policy: BROWSER_POLICY,
      firmware: null,
      findAgain: () => Promise.resolve(null),
    });
    if (!prepared.ok) return prepared;
    if (prepared.value.kind !== 'ready') throw new Error('the accelerator did not stay');
    return openAccelerator({
      prepared: prepared.value.prepared,
      module: unwrap(await loadRuntimeModule()),
      options: {
        ...fastOptions(prepared.value.prepared.speed),
        patienceMs: TEST_PATIENCE_MS,
        pollLimitMs: TEST_PATIENCE_MS / 2,
        ...changes,
      },
      onEvent: (event) => this.events.push(event),
    });
  }
}
