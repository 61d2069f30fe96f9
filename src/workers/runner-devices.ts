// The runner's device list: rows come and go with the browser's events, with what a person adds, and with firmware, which
// makes an accelerator leave and come back as another USB device. A row is known by its id, never by its USB object.
//
//   browser's event, or a look at its list ─▶ #depart: its row is away
//                                          └▶ #arrive: the row that is away and most like it, or a new row
import { fail, ok, type Failure, type Result } from '../base/index.ts';
import type { CompiledSegment, RunDevice } from '../bench/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { platformClock } from '../runtime/index.ts';
import { ACCELERATOR_FILTERS, DeviceList, platformTimers } from '../usb/index.ts';
import type { Defer } from '../virtual/index.ts';
import type { RunnerDevice } from './runner-api.ts';
import type { BurstPlatform } from './runner-burst.ts';
import { CpuEntry } from './runner-cpu-entry.ts';
import type { DeviceEntry } from './runner-entry.ts';
import type { RunnerFirmware } from './runner-firmware.ts';
import { UsbEntry, type UsbEntryContext } from './runner-usb-entry.ts';
import { LISTED_ALREADY } from './runner-usb-words.ts';
import { VirtualPark, type VirtualSlot } from './runner-virtual.ts';

export interface DevicesPlatform extends BurstPlatform {
  /** Undefined where the browser has no WebUSB. */
  readonly usb: USB | undefined;
  /** True where a stand-in is behind `usb`: figures are simulated, and it takes what virtual accelerators take. */
  readonly isStandInUsb: boolean;
  readonly loadModule: () => Promise<Result<WebAssembly.Module>>;
  readonly startCpuDevice: (name: string) => Promise<Result<RunDevice>>;
  readonly defer: Defer;
}

export interface DevicesContext {
  readonly platform: DevicesPlatform;
  readonly firmware: RunnerFirmware;
  readonly cpuRuntime: () => Promise<Result<CpuRuntime>>;
  readonly onChange: () => void;
}

export class RunnerDevices {
  readonly park: VirtualPark;
  readonly #context: DevicesContext;
  readonly #list: DeviceList | null;
  readonly #slots = new Map<string, VirtualSlot>();
  readonly #counts = { coral: 0, virtual: 0, cpu: 0 };
  #entries: readonly DeviceEntry[] = [];
  /** The row whose Connect was chosen, while the browser is asked what was picked for it. */
  #connecting: string | null = null;
  /** Firmware is loaded into one accelerator at a time, so that the one that comes back is known. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: DevicesContext) {
    this.#context = context;
    const { usb, defer } = context.platform;
    this.park = new VirtualPark(defer, context.cpuRuntime);
    this.#list = usb === undefined ? null : new DeviceList(usb);
    this.#list?.listen((devices, change) => {
      if (change === null || change.kind === 'added') devices.forEach((one) => this.#arrive(one));
      else this.#depart(change.device, change.kind === 'removed' ? 'lost' : 'withdrawn');
    });
  }

  /** USB devices that the browser lets this page use. */
  get usbDevices(): readonly USBDevice[] {
    return this.#list?.devices ?? [];
  }

  describe(): readonly RunnerDevice[] {
    return this.#entries.map((entry) => entry.describe());
  }

  find(deviceId: string): Result<DeviceEntry> {
    const entry = this.#entries.find(({ id }) => id === deviceId);
    return entry === undefined ? fail(NO_SUCH_DEVICE) : ok(entry);
  }

  /** Asks the browser anew which accelerators on USB this page may use. */
  async refresh(): Promise<Result<null>> {
    const refreshed = await this.#list?.refresh();
    return refreshed?.ok === false ? refreshed : ok(null);
  }

  /** Takes what the person picked into the list, and into this row where it was picked for one that is away. */
  async takePicked(deviceId: string | null): Promise<Result<null>> {
    this.#connecting = deviceId;
    const refreshed = await this.refresh();
    this.#connecting = null;
    if (!refreshed.ok || deviceId === null) return refreshed;
    const entry = this.#coralEntries().find(({ id }) => id === deviceId);
    return entry?.isAway === true ? fail(LISTED_ALREADY) : ok(null);
  }

  /** Opens every accelerator on USB that is not open yet. */
  async openAll(): Promise<Result<null>> {
    let failure: Failure | null = null;
    for (const entry of this.#entries.filter(isClosedCoral)) {
      const opened = await this.prepare(entry.id);
      if (!opened.ok) failure ??= opened.failure;
    }
    return failure === null ? ok(null) : fail(failure);
  }

  async addVirtual(specs: readonly DeviceSpec[], isBoot: boolean): Promise<Result<null>> {
    for (const spec of specs) {
      const id = `virtual-${String(++this.#counts.virtual)}`;
      const slot = this.park.add(spec, isBoot);
      this.#slots.set(id, slot);
      await this.#allow(slot);
      const [device] = slot.list.devices;
      if (device === undefined) continue;
      const entry = new UsbEntry(device, this.#virtualContext(id, slot));
      slot.list.listen((devices, change) => {
        const [arrived] = devices;
        if (change?.kind === 'removed') entry.detach('lost');
        else if (arrived !== undefined && arrived !== entry.usbDevice) entry.attach(arrived);
      });
      this.#entries = [...this.#entries, entry];
    }
    this.#context.onChange();
    return ok(null);
  }

  addCpu(count: number): Result<null> {
    for (let added = 0; added < count; added++) {
      const number = ++this.#counts.cpu;
      const entry = new CpuEntry({
        id: `cpu-${String(number)}`,
        name: `CPU ${String(number)}`,
        startDevice: this.#context.platform.startCpuDevice,
        onChange: this.#context.onChange,
      });
      this.#entries = [...this.#entries, entry];
    }
    this.#context.onChange();
    return ok(null);
  }

  /** Makes one ready; see `RunnerApi.prepare`. */
  prepare(deviceId: string): Promise<Result<null>> {
    const result = this.#turn.then(() => this.#prepare(deviceId));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async remove(deviceId: string): Promise<Result<null>> {
    const entry = this.find(deviceId);
    if (!entry.ok) return entry;
    if (entry.value instanceof UsbEntry && !this.#slots.has(deviceId)) await entry.value.forget();
    else await entry.value.close();
    this.#slots.get(deviceId)?.list.dispose();
    this.#slots.delete(deviceId);
    this.#entries = this.#entries.filter(({ id }) => id !== deviceId);
    this.#context.onChange();
    return ok(null);
  }

  /** Pulls the plug of a virtual accelerator, or puts it back. */
  async setPlugged(deviceId: string, isPlugged: boolean): Promise<Result<null>> {
    const slot = this.#slots.get(deviceId);
    if (slot === undefined) return fail(NO_SUCH_DEVICE);
    if (!isPlugged) {
      slot.chip.unplug();
      return ok(null);
    }
    slot.chip.plug();
    await this.#allow(slot);
    return ok(null);
  }

  /** Closes these, or all; every one gets the same time, so they close together. */
  async close(entries: readonly DeviceEntry[] = this.#entries): Promise<void> {
    await Promise.all(entries.map((entry) => entry.close()));
  }

  async #prepare(deviceId: string): Promise<Result<null>> {
    const entry = this.find(deviceId);
    if (!entry.ok) return entry;
    const slot = this.#slots.get(deviceId);
    if (slot !== undefined) await this.#allow(slot);
    const opened = await entry.value.open(entry.value.describe().clock);
    return opened.ok ? ok(null) : opened;
  }

  /** The chooser of a virtual accelerator always picks it. */
  async #allow(slot: VirtualSlot): Promise<void> {
    if (!slot.chip.isPlugged) return;
    await slot.virtualUsb.requestDevice({ filters: [...ACCELERATOR_FILTERS] });
    await slot.list.refresh();
  }

  #arrive(device: USBDevice): void {
    if (this.#coralEntries().some((entry) => entry.usbDevice === device)) return;
    const returning = this.#returningAs(device);
    if (returning !== null) {
      returning.attach(device);
      return;
    }
    this.#entries = [...this.#entries, new UsbEntry(device, this.#coralContext())];
    this.#context.onChange();
  }

  /** The row that this device belongs to; null where it is a new one. */
  #returningAs(device: USBDevice): UsbEntry | null {
    const picked = this.#coralEntries().find(({ id }) => id === this.#connecting);
    // What the person says counts, also where a boot loader is picked for a row that waits for one with firmware.
    if (picked?.isAway === true && picked.describe().state !== 'loading-firmware') return picked;
    let best: UsbEntry | null = null;
    for (const entry of this.#coralEntries()) {
      if (entry.likenessTo(device) > (best?.likenessTo(device) ?? 0)) best = entry;
    }
    return best;
  }

  #depart(device: USBDevice, reason: 'lost' | 'withdrawn'): void {
    this.#coralEntries()
      .find((entry) => entry.usbDevice === device)
      ?.detach(reason);
  }

  #coralEntries(): readonly UsbEntry[] {
    return this.#entries.filter(
      (entry): entry is UsbEntry => entry instanceof UsbEntry && !this.#slots.has(entry.id),
    );
  }

  #coralContext(): UsbEntryContext {
    const number = ++this.#counts.coral;
    const { platform } = this.#context;
    const { isStandInUsb } = platform;
    return {
      ...this.#commonContext(),
      id: `coral-${String(number)}`,
      name: `Coral ${String(number)}`,
      kind: isStandInUsb ? 'virtual' : 'coral',
      lookAgain: () => this.refresh(),
      clock: platformClock,
      timers: platformTimers,
      firmware: () => this.#context.firmware.bytesFor(isStandInUsb),
    };
  }

  #virtualContext(id: string, slot: VirtualSlot): UsbEntryContext {
    return {
      ...this.#commonContext(),
      id,
      name: `Virtual ${String(this.#counts.virtual)}`,
      kind: 'virtual',
      lookAgain: () => slot.list.refresh(),
      clock: this.park.hostClock,
      timers: this.park.timers,
      firmware: () => this.#context.firmware.bytesFor(true),
      onLoad: (segment: CompiledSegment) => {
        this.park.announce(segment);
      },
    };
  }

  #commonContext(): Pick<
    UsbEntryContext,
    'loadModule' | 'cpuRuntime' | 'burstPlatform' | 'onChange'
  > {
    const { platform, cpuRuntime, onChange } = this.#context;
    return { loadModule: platform.loadModule, cpuRuntime, burstPlatform: platform, onChange };
  }
}

function isClosedCoral(entry: DeviceEntry): boolean {
  return (
    entry instanceof UsbEntry &&
    entry.id.startsWith('coral') &&
    !entry.isOpen &&
    entry.usbDevice !== null
  );
}

const NO_SUCH_DEVICE: Failure = {
  code: 'bench/no-such-device',
  message: 'This device is no longer in the list.',
  hint: 'Connect or add it again.',
};
