// In place of the device chooser, which a headless browser does not show: `requestDevice` picks the first accelerator that
// fits and was not picked before, as a person would who has plugged in several and connects them one by one.
import type { BrowserContext } from '@playwright/test';
import type { VirtualChip } from '../../src/virtual/index.ts';
import type { UsbIds, UsbPolicy } from './policy.ts';

declare global {
  interface Window {
    /** Picks an accelerator and allows its kind; null when nothing that fits is plugged in. */
    reefChooseUsb: (filters: readonly USBDeviceFilter[]) => Promise<UsbIds | null>;
  }
}

/** Installs the chooser in every page of the context, from its next document on. */
export async function installChooser(
  context: BrowserContext,
  chips: readonly VirtualChip[],
  policy: UsbPolicy,
): Promise<void> {
  const picked = new Set<VirtualChip>();
  for (const chip of chips) {
    chip.listen((change) => {
      if (change === 'left') picked.delete(chip);
    });
  }
  await context.exposeFunction('reefChooseUsb', async (filters: readonly USBDeviceFilter[]) => {
    const fitting = chips.filter((chip) => chip.isPlugged && fits(chip.description, filters));
    const chosen = fitting.find((chip) => !picked.has(chip)) ?? fitting[0];
    if (!chosen) return null;
    picked.add(chosen);
    const { vendorId, productId } = chosen.description;
    await policy.allow({ vendorId, productId }, context);
    return { vendorId, productId };
  });
  await context.addInitScript(replaceRequestDevice);
}

function fits(device: UsbIds, filters: readonly USBDeviceFilter[]): boolean {
  if (filters.length === 0) return true;
  return filters.some(
    ({ vendorId, productId }) =>
      (vendorId ?? device.vendorId) === device.vendorId &&
      (productId ?? device.productId) === device.productId,
  );
}

/** Runs in the page, so it must not refer to anything out here. */
function replaceRequestDevice(): void {
  // Pages that are no secure context have no WebUSB to replace anything of.
  if (!('usb' in navigator)) return;
  const usb = navigator.usb;
  const picked = new WeakSet<USBDevice>();
  /** A new permission takes some milliseconds to arrive, on a busy machine seconds. */
  const patienceMs = 20_000;
  const pauseMs = 10;

  const requestDevice = async (options?: USBDeviceRequestOptions): Promise<USBDevice> => {
    if (!navigator.userActivation.isActive) {
      const reason = 'Must be handling a user gesture to show a permission request.';
      throw new DOMException(reason, 'SecurityError');
    }
    const ids = await window.reefChooseUsb(options?.filters ?? []);
    const deadlineMs = performance.now() + patienceMs;
    while (ids !== null && performance.now() < deadlineMs) {
      const alike = (await usb.getDevices()).filter(
        ({ vendorId, productId }) => vendorId === ids.vendorId && productId === ids.productId,
      );
      const device = alike.find((one) => !picked.has(one)) ?? alike[0];
      if (device) {
        picked.add(device);
        return device;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    throw new DOMException('No device selected.', 'NotFoundError');
  };
  Object.defineProperty(usb, 'requestDevice', { value: requestDevice, configurable: true });
}
