// `navigator.usb` with virtual accelerators on it: permissions, the chooser, connect and disconnect events.
import type { VirtualChip } from './chip.ts';
import { VirtualUsbDevice } from './usb-device.ts';

export interface VirtualUsbOptions {
  /** Accelerators that need no chooser, as under a policy; the browser's own behaviour is false. */
  readonly grantsAll?: boolean;
  /** Which of the devices that match the filters the person picks; null = the chooser is closed without a choice. */
  readonly choose?: (candidates: readonly VirtualUsbDevice[]) => VirtualUsbDevice | null;
}

interface Entry {
  device: VirtualUsbDevice | null;
  isGranted: boolean;
  readonly claims: Set<VirtualUsbDevice>;
}

/** A `USB` that lists several virtual accelerators. A grant ends when the device leaves: it has no serial number. */
export class VirtualUsb extends EventTarget implements Pick<USB, 'getDevices' | 'requestDevice'> {
  onconnect: ((event: USBConnectionEvent) => unknown) | null = null;
  ondisconnect: ((event: USBConnectionEvent) => unknown) | null = null;
  readonly #entries = new Map<VirtualChip, Entry>();
  readonly #options: VirtualUsbOptions;

  constructor(chips: readonly VirtualChip[], options: VirtualUsbOptions = {}) {
    super();
    this.#options = options;
    for (const chip of chips) this.add(chip);
  }

  /** Itself, as the type that `navigator.usb` has. */
  get usb(): USB {
    // EventTarget's listener types are wider than those of USB; the events themselves are the same.
    return this as unknown as USB;
  }

  /** Puts one more accelerator on the bus. */
  add(chip: VirtualChip): void {
    this.#entries.set(chip, { device: null, isGranted: false, claims: new Set() });
    chip.listen((change) => (change === 'left' ? this.#onLeft(chip) : this.#onArrived(chip)));
    if (chip.isPlugged) this.#onArrived(chip);
  }

  getDevices(): Promise<USBDevice[]> {
    return Promise.resolve(
      this.#present()
        .filter(({ isGranted }) => isGranted)
        .map(({ device }) => device),
    );
  }

  requestDevice(options?: USBDeviceRequestOptions): Promise<USBDevice> {
    const filters = options?.filters ?? [];
    const candidates = this.#present().filter(
      ({ device }) => filters.length === 0 || filters.some((f) => matches(device, f)),
    );
    const choose =
      this.#options.choose ?? ((list) => list.find((d) => !this.#isGranted(d)) ?? list[0] ?? null);
    const chosen = choose(candidates.map(({ device }) => device));
    if (chosen === null)
      return Promise.reject(new DOMException('No device selected.', 'NotFoundError'));
    const entry = this.#entries.get(chosen.chip);
    if (entry) entry.isGranted = true;
    return Promise.resolve(chosen);
  }

  /** Withdraws every permission, as the person can in the browser's settings. */
  withdrawPermissions(): void {
    for (const entry of this.#entries.values()) {
      if (entry.isGranted) entry.device?.disconnected();
      entry.isGranted = false;
    }
  }

  /** Another tab or program holds the interface of this accelerator, or lets it go. */
  setBusy(chip: VirtualChip, isBusy: boolean): void {
    const entry = this.#entries.get(chip);
    if (!entry) return;
    entry.claims.clear();
    if (isBusy) entry.claims.add(new VirtualUsbDevice(chip, entry.claims));
  }

  #present(): { device: VirtualUsbDevice; isGranted: boolean }[] {
    return [...this.#entries.values()].flatMap(({ device, isGranted }) =>
      device ? [{ device, isGranted }] : [],
    );
  }

  #isGranted(device: VirtualUsbDevice): boolean {
    return this.#entries.get(device.chip)?.isGranted ?? false;
  }

  #onLeft(chip: VirtualChip): void {
    const entry = this.#entries.get(chip);
    if (!entry?.device) return;
    const { device, isGranted } = entry;
    entry.device = null;
    entry.isGranted = false;
    entry.claims.clear();
    device.disconnected();
    if (isGranted) this.#announce('disconnect', device);
  }

  #onArrived(chip: VirtualChip): void {
    const entry = this.#entries.get(chip);
    if (!entry) return;
    entry.device = new VirtualUsbDevice(chip, entry.claims);
    entry.isGranted = this.#options.grantsAll ?? false;
    if (entry.isGranted) this.#announce('connect', entry.device);
  }

  #announce(type: 'connect' | 'disconnect', device: VirtualUsbDevice): void {
    const event = Object.assign(new Event(type), { device }) as USBConnectionEvent;
    this.dispatchEvent(event);
    if (type === 'connect') this.onconnect?.(event);
    else this.ondisconnect?.(event);
  }
}

function matches(device: USBDevice, filter: USBDeviceFilter): boolean {
  return (
    (filter.vendorId === undefined || filter.vendorId === device.vendorId) &&
    (filter.productId === undefined || filter.productId === device.productId)
  );
}
