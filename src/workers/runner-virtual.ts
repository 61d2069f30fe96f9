// Virtual accelerators of the runner: chips on one simulated clock, each on a `USB` of its own, so that one which asks for
// permission after firmware and one which does not can stand side by side.
import { unwrap, type Result } from '../base/index.ts';
import type { CompiledSegment } from '../bench/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import { ratesOf, type DeviceSpec } from '../edgetpu/index.ts';
import type { HostClock } from '../runtime/index.ts';
import { DeviceList, type Timers } from '../usb/index.ts';
import {
  eventClock,
  VirtualBus,
  VirtualChip,
  VirtualProgramLibrary,
  VirtualUsb,
  type Defer,
  type VirtualClock,
} from '../virtual/index.ts';

/** One virtual accelerator and the bus face that the runner sees. */
export interface VirtualSlot {
  readonly chip: VirtualChip;
  readonly virtualUsb: VirtualUsb;
  readonly list: DeviceList;
}

export class VirtualPark {
  readonly hostClock: HostClock;
  readonly timers: Timers;
  readonly #clock: VirtualClock;
  readonly #library: VirtualProgramLibrary;
  readonly #buses = new Map<number, VirtualBus>();

  constructor(defer: Defer, cpuRuntime: () => Promise<Result<CpuRuntime>>) {
    const clock = eventClock(defer);
    this.#clock = clock;
    this.hostClock = {
      now: () => clock.now(),
      after: (ms, action) => clock.at(clock.now() + ms, action),
    };
    this.timers = {
      set: (action, ms) => this.hostClock.after(ms, action),
      clear: (cancel: () => void) => {
        cancel();
      },
    };
    this.#library = new VirtualProgramLibrary(async () => unwrap(await cpuRuntime()));
  }

  /** Plugs in a new one. `isBoot`: with no firmware, and asking for permission again once it has taken some. */
  add(spec: DeviceSpec, isBoot: boolean): VirtualSlot {
    const bus = this.#buses.get(spec.bus) ?? new VirtualBus(this.#clock);
    this.#buses.set(spec.bus, bus);
    const chip = new VirtualChip({
      clock: this.#clock,
      library: this.#library,
      bus,
      rates: ratesOf(spec),
      speed: spec.link === 'usb2' ? 'high' : 'super',
      identity: isBoot ? 'boot' : 'application',
    });
    const virtualUsb = new VirtualUsb([chip], { grantsAll: !isBoot });
    return { chip, virtualUsb, list: new DeviceList(virtualUsb.usb) };
  }

  /** Lets a chip follow a package whose instructions are real. */
  announce({ isVirtual, compiled }: CompiledSegment): void {
    if (!isVirtual) this.#library.announce({ package: compiled.package });
  }

  /** Gives back what the chips keep of the segments that they computed. */
  release(): void {
    this.#library.release();
  }
}
