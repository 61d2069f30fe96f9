// Virtual accelerators for the tests: instant links, and a clock that never waits.
import {
  eventClock,
  VirtualChip,
  type DeviceProgram,
  type ProgramLibrary,
  type UsbIdentity,
  type UsbSpeed,
} from '../../../src/virtual/index.ts';
import { INSTANT_RATES } from '../../../src/virtual/bus.ts';
import { libraryOf } from '../../../src/virtual/testing/fake-program.ts';

export const BOOT_ID = '1a6e:089a';
export const APPLICATION_ID = '18d1:9302';

export interface TestChipOptions {
  readonly identity?: UsbIdentity;
  readonly speed?: UsbSpeed;
  /** Programs by the length of their first instruction chunk, or a library of real ones. */
  readonly programs?: ReadonlyMap<number, DeviceProgram> | ProgramLibrary;
}

/** A chip in a port; an application at SuperSpeed unless told otherwise. */
export function makeChip(options: TestChipOptions = {}): VirtualChip {
  const { programs = new Map<number, DeviceProgram>(), identity = 'application' } = options;
  return new VirtualChip({
    clock: eventClock((action) => void setImmediate(action)),
    library: programs instanceof Map ? libraryOf(programs) : (programs as ProgramLibrary),
    rates: INSTANT_RATES,
    identity,
    speed: options.speed ?? 'super',
  });
}
