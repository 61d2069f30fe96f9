// Accelerators on USB: listing, firmware, opening, and what can go wrong with it. The picker is in request.ts, which is
// the only file here that the page itself may import.
export type { LinkSpeed } from './types.ts';
export {
  ACCELERATOR_FILTERS,
  APPLICATION_FILTER,
  BOOT_FILTER,
  stateOf,
  type AcceleratorState,
} from './identities.ts';
export {
  classifyUsbError,
  usbFailure,
  usbKindFailure,
  type UsbErrorKind,
  type UsbStep,
} from './exceptions.ts';
export { DeadlineError, pause, platformTimers, withDeadline, type Timers } from './deadline.ts';
export { linkSpeedOf, outPacketBytes, readDfuProperties } from './descriptors.ts';
export {
  extractFirmware,
  KNOWN_FIRMWARE,
  platformSha256,
  SINGLE_ENDPOINT_FIRMWARE,
  type FirmwareRule,
  type Sha256,
} from './firmware.ts';
export {
  BROWSER_POLICY,
  GOLDEN_POLICY,
  prepareDevice,
  type PrepareContext,
  type PreparedDevice,
  type PrepareOutcome,
  type PreparePolicy,
} from './prepare.ts';
export { closeQuietly, INTERFACE_NUMBER, runStep } from './opened-device.ts';
export {
  DeviceList,
  findAgainIn,
  type DeviceChange,
  type DeviceListListener,
} from './device-list.ts';
export { preflight, type PreflightCheck, type PreflightEnvironment } from './preflight.ts';
