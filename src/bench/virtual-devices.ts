// Virtual accelerators as devices of a run: chips on a simulated clock, opened through the same path as real ones.
import { ok, unwrap, type Result } from '../base/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import { LINK_RATES, type DeviceSpec, type LinkRates } from '../edgetpu/index.ts';
import {
  fastOptions,
  openAccelerator,
  type HostClock,
  type RuntimeOptions,
} from '../runtime/index.ts';
import { BROWSER_POLICY, prepareDevice, type Timers } from '../usb/index.ts';
import {
  VirtualBus,
  VirtualChip,
  VirtualProgramLibrary,
  VirtualUsb,
  type VirtualClock,
} from '../virtual/index.ts';
import { acceleratorDevice } from './accelerator-device.ts';
import type { RunDevice } from './types.ts';

export interface VirtualDevicesContext {
  readonly clock: VirtualClock;
  readonly module: WebAssembly.Module;
  readonly cpuRuntime: () => Promise<Result<CpuRuntime>>;
  /** Rates in place of the link's own; for measuring the host against an instant device. */
  readonly rates?: LinkRates;
  readonly runtimeOptions?: Partial<RuntimeOptions>;
}

export interface VirtualDevices {
  readonly chips: readonly VirtualChip[];
  readonly devices: readonly RunDevice[];
  readonly usb: VirtualUsb;
}

/** Makes one virtual accelerator per device and opens all of them. Fails as opening a real one does. */
export async function openVirtualDevices(
  specs: readonly DeviceSpec[],
  context: VirtualDevicesContext,
): Promise<Result<VirtualDevices>> {
  const buses = new Map<number, VirtualBus>();
  const library = new VirtualProgramLibrary(async () => unwrap(await context.cpuRuntime()));
  const chips = specs.map((spec) => {
    const bus = buses.get(spec.bus) ?? new VirtualBus(context.clock);
    buses.set(spec.bus, bus);
    return new VirtualChip({
      clock: context.clock,
      library,
      bus,
      rates: context.rates ?? spec.measuredRates ?? LINK_RATES[spec.link],
      speed: spec.link === 'usb2' ? 'high' : 'super',
      identity: 'application',
    });
  });
  const usb = new VirtualUsb(chips, { grantsAll: true });
  const hostClock = hostClockOf(context.clock);
  const devices: RunDevice[] = [];
  for (const [index, usbDevice] of (await usb.getDevices()).entries()) {
    const spec = specs[index];
    if (spec === undefined) continue;
    const opened = await openOne(usbDevice, { spec, index, context, hostClock, library });
    if (!opened.ok) {
      await Promise.all(devices.map((device) => device.close()));
      return opened;
    }
    devices.push(opened.value);
  }
  return ok({ chips, devices, usb });
}

interface OpenOne {
  readonly spec: DeviceSpec;
  readonly index: number;
  readonly context: VirtualDevicesContext;
  readonly hostClock: HostClock;
  readonly library: VirtualProgramLibrary;
}

async function openOne(usbDevice: USBDevice, one: OpenOne): Promise<Result<RunDevice>> {
  const { spec, context, hostClock, library } = one;
  const prepared = await prepareDevice(usbDevice, {
    policy: BROWSER_POLICY,
    firmware: null,
    findAgain: () => Promise.resolve(null),
    timers: timersOf(hostClock),
  });
  if (!prepared.ok) return prepared;
  if (prepared.value.kind !== 'ready')
    throw new Error('Broken invariant: a virtual application stays one');
  const clockSetting = spec.clock === 'max' ? 'max' : 'high';
  const options = {
    ...fastOptions(prepared.value.prepared.speed, clockSetting),
    ...context.runtimeOptions,
    allowsVirtualChip: true,
  };
  const accelerator = await openAccelerator({
    prepared: prepared.value.prepared,
    module: context.module,
    options,
    clock: hostClock,
  });
  if (!accelerator.ok) return accelerator;
  return ok(
    acceleratorDevice({
      accelerator: accelerator.value,
      kind: 'virtual',
      name: `Virtual ${one.index + 1}`,
      link: spec.link,
      clock: spec.clock,
      now: () => context.clock.now(),
      cpuRuntime: context.cpuRuntime,
      onLoad: ({ isVirtual, compiled }) => {
        if (!isVirtual) library.announce({ package: compiled.package });
      },
    }),
  );
}

/** The runtime's clock on simulated time. */
function hostClockOf(clock: VirtualClock): HostClock {
  return {
    now: () => clock.now(),
    after: (ms, action) => clock.at(clock.now() + ms, action),
  };
}

function timersOf(clock: HostClock): Timers {
  return {
    set: (action, ms) => clock.after(ms, action),
    clear: (cancel: () => void) => {
      cancel();
    },
  };
}
