// Virtual accelerators that follow the protocol and compute nothing: outputs are zeros, so that what is measured is the
// host. They take no time at all, or the time of their segment by the clock that they are given.
import { unwrap } from '../src/base/index.ts';
import { acceleratorDevice, openCompiledSegment, type RunDevice } from '../src/bench/index.ts';
import { ratesOf, type DeviceSpec } from '../src/edgetpu/index.ts';
import { fastOptions, openAccelerator, type Accelerator } from '../src/runtime/index.ts';
import { loadRuntimeModule } from '../src/runtime/node.ts';
import { BROWSER_POLICY, prepareDevice } from '../src/usb/index.ts';
import {
  INSTANT_RATES,
  VirtualChip,
  VirtualProgramLibrary,
  VirtualUsb,
  wallClock,
  type DeviceProgram,
  type ProgramLibrary,
  type VirtualClock,
} from '../src/virtual/index.ts';
import { InstantDevice } from './instant-device.ts';
import { withOwn } from './with-own.ts';

/** Everything happens in the next turn of the event loop, or at its time. */
export function realClock(): VirtualClock {
  return wallClock({
    nowMs: () => performance.now(),
    wait: (action, ms) => setTimeout(action, ms),
    defer: (action) => setImmediate(action),
  });
}

/** Recognises what the real library does, once, and then by the chunk's length alone. */
export class QuietLibrary implements ProgramLibrary {
  readonly #known = new Map<number, DeviceProgram | null>();
  readonly #library = new VirtualProgramLibrary(() => Promise.reject(new Error('not computed')));
  readonly #takesTime: boolean;

  /** `takesTime`: as long as the segment computes; else no time. */
  constructor(takesTime: boolean) {
    this.#takesTime = takesTime;
  }

  /** Lets it recognise a package of the vendor's compiler. */
  announce(compiled: Uint8Array): void {
    const segment = unwrap(openCompiledSegment(compiled));
    if (!segment.isVirtual) this.#library.announce({ package: segment.compiled.package });
  }

  identify(firstChunk: Uint8Array): DeviceProgram | null {
    const known = this.#known.get(firstChunk.length);
    if (known !== undefined) return known;
    const program = this.#library.identify(firstChunk);
    const quiet = program === null ? null : this.#silence(program);
    this.#known.set(firstChunk.length, quiet);
    return quiet;
  }

  #silence(program: DeviceProgram): DeviceProgram {
    const outputs = program.steps.flatMap((step) =>
      step.kind === 'output' ? [new Uint8Array(step.bytes)] : [],
    );
    // The first inference rebuilds the segment to know its time; that one warms up.
    let computeMs: number | null = this.#takesTime ? null : 0;
    return {
      ...program,
      computeMs: (received, coreMhz) => (computeMs ??= program.computeMs(received, coreMhz)),
      run: () => Promise.resolve(outputs),
    };
  }
}

/** One that answers at once. */
export async function openInstant(
  library: ProgramLibrary,
): Promise<{ readonly accelerator: Accelerator; readonly instant: InstantDevice }> {
  const chip = new VirtualChip({
    ...{ clock: realClock(), library, rates: INSTANT_RATES },
    ...{ speed: 'super', identity: 'application' },
  });
  const instant = new InstantDevice(await usbDeviceOf(chip));
  return { accelerator: await openDevice(instant.device), instant };
}

/** The only device of a USB of its own. */
async function usbDeviceOf(chip: VirtualChip): Promise<USBDevice> {
  const [device] = await new VirtualUsb([chip], { grantsAll: true }).usb.getDevices();
  if (device === undefined) throw new Error('The virtual accelerator is not there.');
  return device;
}

/**
 * The same device, which takes what it is sent where it lies, as the bus of a computer does: what copies is the host
 * alone. The host's memory must not move meanwhile; once its models are loaded it does not.
 */
function withoutCopies(device: USBDevice, chip: VirtualChip): USBDevice {
  const transferOut: USBDevice['transferOut'] = (endpoint, data) =>
    new Promise((resolve) => {
      const bytes = ArrayBuffer.isView(data)
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
        : new Uint8Array(data);
      chip.bulkOut(endpoint, bytes, (status) => {
        resolve({ status, bytesWritten: status === 'ok' ? bytes.length : 0 });
      });
    });
  return withOwn(device, { transferOut });
}

async function openDevice(device: USBDevice, clock?: VirtualClock): Promise<Accelerator> {
  const outcome = unwrap(
    await prepareDevice(device, {
      policy: BROWSER_POLICY,
      firmware: null,
      findAgain: () => Promise.resolve(null),
    }),
  );
  if (outcome.kind !== 'ready') throw new Error('The virtual accelerator did not stay.');
  const { prepared } = outcome;
  return unwrap(
    await openAccelerator({
      prepared,
      module: unwrap(await loadRuntimeModule()),
      options: { ...fastOptions(prepared.speed), allowsVirtualChip: true },
      ...(clock === undefined
        ? {}
        : {
            clock: {
              now: () => clock.now(),
              after: (ms: number, action: () => void) => clock.at(clock.now() + ms, action),
            },
          }),
    }),
  );
}

/** A device of a plan, and what its chip knows: the first inference finds out how long its segment takes. */
export interface TimedDevice {
  readonly spec: DeviceSpec;
  readonly library: ProgramLibrary;
}

/** Each on a bus of its own, at the times of its segment. */
export async function openTimed(
  timed: readonly TimedDevice[],
  clock: VirtualClock,
): Promise<readonly RunDevice[]> {
  const devices: RunDevice[] = [];
  for (const [index, { spec, library }] of timed.entries()) {
    const chip = new VirtualChip({
      ...{ clock, library, rates: ratesOf(spec) },
      ...{ speed: spec.link === 'usb2' ? 'high' : 'super', identity: 'application' },
    });
    devices.push(
      acceleratorDevice({
        accelerator: await openDevice(withoutCopies(await usbDeviceOf(chip), chip), clock),
        kind: 'virtual',
        name: `Virtual ${String(index + 1)}`,
        clock: spec.clock,
        now: () => clock.now(),
        cpuRuntime: () => Promise.reject(new Error('not computed')),
      }),
    );
  }
  return devices;
}
