// The devices that "reef run" runs on: virtual ones, Coral accelerators on USB, or the CPU.
import { fail, ok, unwrap } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import { acceleratorDevice, cpuDevice, openVirtualDevices } from '../bench/index.ts';
import type { RunDevice } from '../bench/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import { createNodeCpuRuntime } from '../cpu/node.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { fastOptions, openAccelerator } from '../runtime/index.ts';
import { loadRuntimeModule } from '../runtime/node.ts';
import {
  APPLICATION_FILTER,
  BOOT_FILTER,
  BROWSER_POLICY,
  findAgainIn,
  prepareDevice,
} from '../usb/index.ts';
import { eventClock } from '../virtual/index.ts';

export type DeviceWish =
  | { readonly kind: 'virtual'; readonly devices: readonly DeviceSpec[] }
  | {
      readonly kind: 'coral';
      readonly count: number;
      readonly firmware: Uint8Array | null;
      readonly clock: DeviceSpec['clock'];
    }
  | { readonly kind: 'cpu'; readonly count: number };

export interface OpenedDevices {
  readonly devices: readonly RunDevice[];
  /** The clock that their times are on, ms. */
  readonly now: () => number;
  readonly cpuRuntime: () => Promise<Result<CpuRuntime>>;
}

export async function openDevices(wish: DeviceWish): Promise<Result<OpenedDevices>> {
  let starting: Promise<Result<CpuRuntime>> | null = null;
  const cpuRuntime = (): Promise<Result<CpuRuntime>> => (starting ??= createNodeCpuRuntime());
  const wallNow = (): number => performance.now();
  if (wish.kind === 'cpu') {
    const runtime = await cpuRuntime();
    if (!runtime.ok) return runtime;
    const devices = Array.from({ length: wish.count }, (_, index) =>
      cpuDevice(unwrap(runtime), wallNow, `CPU ${String(index + 1)}`),
    );
    return ok({ devices, now: wallNow, cpuRuntime });
  }
  const module = await loadRuntimeModule();
  if (!module.ok) return module;
  if (wish.kind === 'virtual') {
    const clock = eventClock((action) => void setImmediate(action));
    const opened = await openVirtualDevices(wish.devices, {
      clock,
      module: module.value,
      cpuRuntime,
    });
    return opened.ok
      ? ok({ devices: opened.value.devices, now: () => clock.now(), cpuRuntime })
      : opened;
  }
  const devices = await openCorals(wish, { module: module.value, cpuRuntime, now: wallNow });
  return devices.ok ? ok({ devices: devices.value, now: wallNow, cpuRuntime }) : devices;
}

interface CoralContext {
  readonly module: WebAssembly.Module;
  readonly cpuRuntime: () => Promise<Result<CpuRuntime>>;
  readonly now: () => number;
}

async function openCorals(
  wish: Extract<DeviceWish, { kind: 'coral' }>,
  context: CoralContext,
): Promise<Result<RunDevice[]>> {
  const usb = await loadUsb();
  if (!usb.ok) return usb;
  const present = (await usb.value.getDevices()).filter(isCoral);
  if (present.length < wish.count) return fail(tooFew(present.length, wish.count));
  const opened: RunDevice[] = [];
  for (const [index, device] of present.slice(0, wish.count).entries()) {
    const one = await openCoral(device, { wish, usb: usb.value, present, index, ...context });
    if (!one.ok) {
      await Promise.all(opened.map((other) => other.close()));
      return one;
    }
    opened.push(one.value);
  }
  return ok(opened);
}

interface OneCoral extends CoralContext {
  readonly wish: Extract<DeviceWish, { kind: 'coral' }>;
  readonly usb: USB;
  readonly present: readonly USBDevice[];
  readonly index: number;
}

async function openCoral(device: USBDevice, one: OneCoral): Promise<Result<RunDevice>> {
  const { wish, usb, present, index, module, cpuRuntime, now } = one;
  const prepared = await prepareDevice(device, {
    policy: BROWSER_POLICY,
    firmware: wish.firmware,
    findAgain: findAgainIn(usb, present),
  });
  if (!prepared.ok) return prepared;
  if (prepared.value.kind === 'reconnect') return fail(DID_NOT_COME_BACK);
  const accelerator = await openAccelerator({
    prepared: prepared.value.prepared,
    module,
    options: fastOptions(prepared.value.prepared.speed, wish.clock === 'max' ? 'max' : 'high'),
  });
  if (!accelerator.ok) return accelerator;
  return ok(
    acceleratorDevice({
      accelerator: accelerator.value,
      kind: 'coral',
      name: `Coral ${String(index + 1)}`,
      ...{ clock: wish.clock, now, cpuRuntime },
    }),
  );
}

/** The optional package "usb": WebUSB's interface in Node. */
async function loadUsb(): Promise<Result<USB>> {
  try {
    const { WebUSB } = (await import('usb')) as unknown as {
      readonly WebUSB: new (options: { allowAllDevices: boolean }) => USB;
    };
    return ok(new WebUSB({ allowAllDevices: true }));
  } catch (error) {
    return fail({
      code: 'cli/no-usb',
      message:
        'The package "usb", which reaches USB devices from Node, is not installed or does not work here.',
      hint: 'Install it with: npm install usb. Or run on virtual accelerators: --virtual N.',
      details: { reason: String(error) },
    });
  }
}

function isCoral({ vendorId, productId }: USBDevice): boolean {
  return [APPLICATION_FILTER, BOOT_FILTER].some(
    (filter) => filter.vendorId === vendorId && filter.productId === productId,
  );
}

function tooFew(present: number, wanted: number): Failure {
  return {
    code: 'bench/too-few-devices',
    message: `This plan runs on ${String(wanted)} accelerators, and ${present === 0 ? 'none is' : `${String(present)} are`} connected.`,
    hint:
      present === 0
        ? 'Plug them in; on Linux a udev rule must allow access (see README). Or run on virtual ones: --virtual N.'
        : `Plug in more, or plan and cut for ${String(present)}.`,
  };
}

const DID_NOT_COME_BACK: Failure = {
  code: 'usb/not-back',
  message: 'The accelerator took its firmware but did not come back as a running one.',
  hint: 'Unplug it, plug it in again, and repeat the command.',
};
