// A USB device with every step under a deadline and every exception translated. Whatever fails, the device ends closed.
import { FailureError } from '../base/index.ts';
import { withDeadline, type Timers } from './deadline.ts';
import { usbFailure, type UsbStep } from './exceptions.ts';

/** Interface of both identities. */
export const INTERFACE_NUMBER = 0;
const CONFIGURATION_VALUE = 1;

/** How long each step may take; they are local work of the operating system, or one short transfer. */
const STEP_TIMEOUT_MS: Readonly<Record<UsbStep, number>> = {
  list: 5000,
  request: 0,
  open: 5000,
  configure: 5000,
  claim: 5000,
  reset: 5000,
  control: 6000,
  transfer: 6000,
  close: 3000,
};

/** Descriptors are asked for with a second's patience, as the vendor's driver does. */
const DESCRIPTOR_TIMEOUT_MS = 1000;
const GET_DESCRIPTOR = 6;

/** Runs one step; throws a `FailureError` for whatever it throws, or when it takes too long. */
export async function runStep<T>(
  step: UsbStep,
  work: () => Promise<T>,
  timers: Timers,
  timeoutMs = STEP_TIMEOUT_MS[step],
): Promise<T> {
  try {
    return await withDeadline(work(), timeoutMs, step, timers);
  } catch (error) {
    throw new FailureError(usbFailure(error, step));
  }
}

/** The vendor's driver sends a control transfer up to five times when it fails (edgetpu-usb.md 2.4). */
const CONTROL_TRIES = 5;
const WORTH_ANOTHER_TRY = new Set(['usb/transfer-error', 'usb/stall']);

/** A control transfer, tried again where it fails for no lasting reason. Throws a `FailureError`. */
export async function runControl<T extends { readonly status?: USBTransferStatus | undefined }>(
  work: () => Promise<T>,
  timers: Timers,
  timeoutMs = STEP_TIMEOUT_MS.control,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const result = await runStep('control', work, timers, timeoutMs).catch((error: unknown) => {
      const isPassing = error instanceof FailureError && WORTH_ANOTHER_TRY.has(error.failure.code);
      if (!isPassing || attempt >= CONTROL_TRIES) throw error;
      return null;
    });
    if (result && (result.status !== 'stall' || attempt >= CONTROL_TRIES)) return result;
  }
}

export async function openDevice(device: USBDevice, timers: Timers): Promise<void> {
  if (!device.opened) await runStep('open', () => device.open(), timers);
}

/** Claims interface 0, after choosing the configuration where the system has not. */
export async function claimInterface(device: USBDevice, timers: Timers): Promise<void> {
  if (device.configuration === null) {
    await runStep('configure', () => device.selectConfiguration(CONFIGURATION_VALUE), timers);
  }
  await runStep('claim', () => device.claimInterface(INTERFACE_NUMBER), timers);
}

/** GET_DESCRIPTOR: `value` is type and index. Throws a `FailureError`. */
export async function readDescriptor(
  device: USBDevice,
  value: number,
  length: number,
  timers: Timers,
): Promise<Uint8Array> {
  const setup: USBControlTransferParameters = {
    requestType: 'standard',
    recipient: 'device',
    request: GET_DESCRIPTOR,
    value,
    index: 0,
  };
  const result = await runControl(
    () => device.controlTransferIn(setup, length),
    timers,
    DESCRIPTOR_TIMEOUT_MS,
  );
  const { data } = result;
  return data ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(0);
}

/**
 * Releases and closes, whatever state the device is in; never throws and never waits for long. True when the system
 * said that it is closed.
 */
export async function closeQuietly(device: USBDevice, timers: Timers): Promise<boolean> {
  if (!device.opened) return true;
  try {
    await withDeadline(device.close(), STEP_TIMEOUT_MS.close, 'close', timers);
    return true;
  } catch {
    // A device that is gone cannot be closed; what was open on it is gone with it.
    return !device.opened;
  }
}
