// The accelerators that the browser lets this page use, as an observer: the list now, and every change of it.
import { fail, ok, type Result } from '../base/index.ts';
import { usbFailure } from './exceptions.ts';
import { stateOf, type AcceleratorState } from './identities.ts';

/** `withdrawn`: the browser does not list it any more, and did not say that it has left. */
export type DeviceChange = 'added' | 'removed' | 'withdrawn';

export interface DeviceListListener {
  (devices: readonly USBDevice[], change: { kind: DeviceChange; device: USBDevice } | null): void;
}

export class DeviceList {
  readonly #usb: USB;
  readonly #listeners = new Set<DeviceListListener>();
  readonly #abort = new AbortController();
  #devices: readonly USBDevice[] = [];
  /** Goes up at every event, so that a list which was asked for before it is known to be of the past. */
  #revision = 0;

  constructor(usb: USB) {
    this.#usb = usb;
    const { signal } = this.#abort;
    usb.addEventListener('connect', (event) => this.#onConnect(event.device), { signal });
    usb.addEventListener('disconnect', (event) => this.#onDisconnect(event.device), { signal });
  }

  get devices(): readonly USBDevice[] {
    return this.#devices;
  }

  /** Asks the browser anew: neither `requestDevice` nor a withdrawn permission fires an event. Failure: `usb/…`. */
  async refresh(): Promise<Result<readonly USBDevice[]>> {
    let found: USBDevice[];
    let revision: number;
    try {
      do {
        revision = this.#revision;
        found = await this.#usb.getDevices();
      } while (revision !== this.#revision);
    } catch (error) {
      return fail(usbFailure(error, 'list'));
    }
    const accelerators = found.filter((device) => stateOf(device) !== null);
    // Known ones keep their place, so that a list on the screen does not jump.
    const kept = this.#devices.filter((device) => accelerators.includes(device));
    const withdrawn = this.#devices.filter((device) => !kept.includes(device));
    this.#devices = kept;
    for (const device of withdrawn) this.#tell({ kind: 'withdrawn', device });
    this.#devices = [...kept, ...accelerators.filter((device) => !kept.includes(device))];
    this.#tell(null);
    return ok(this.#devices);
  }

  /** The listener is called at every change; call the result to end that. */
  listen(listener: DeviceListListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Stops listening to the browser. */
  dispose(): void {
    this.#abort.abort();
    this.#listeners.clear();
  }

  #onConnect(device: USBDevice): void {
    this.#revision++;
    if (stateOf(device) === null || this.#devices.includes(device)) return;
    this.#devices = [...this.#devices, device];
    this.#tell({ kind: 'added', device });
  }

  #onDisconnect(device: USBDevice): void {
    this.#revision++;
    if (!this.#devices.includes(device)) return;
    this.#devices = this.#devices.filter((one) => one !== device);
    this.#tell({ kind: 'removed', device });
  }

  #tell(change: { kind: DeviceChange; device: USBDevice } | null): void {
    for (const listener of this.#listeners) listener(this.#devices, change);
  }
}

/**
 * Finds an accelerator that has left and come back among those the browser allows: one that was not there before, in the
 * wanted state where several have come meanwhile, or itself where it never left.
 * Without a serial number a browser usually asks the person again; then this finds nothing.
 */
export function findAgainIn(
  usb: USB,
  before: readonly USBDevice[],
): (left: USBDevice, wanted: AcceleratorState) => Promise<USBDevice | null> {
  return async (left, wanted) => {
    const devices = (await usb.getDevices()).filter((device) => stateOf(device) !== null);
    const fresh = devices.filter((device) => device !== left && !before.includes(device));
    const back = fresh.find((device) => stateOf(device) === wanted) ?? fresh[0];
    return back ?? devices.find((device) => device === left) ?? null;
  };
}
