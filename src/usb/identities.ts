// The two faces of a Coral USB Accelerator (edgetpu-usb.md 1.1).

/** Straight after power-on: a boot loader that waits for firmware. */
export const BOOT_FILTER = { vendorId: 0x1a6e, productId: 0x089a } as const;
/** With firmware: the accelerator itself. */
export const APPLICATION_FILTER = { vendorId: 0x18d1, productId: 0x9302 } as const;

/** What the device picker offers: an accelerator in either state. */
export const ACCELERATOR_FILTERS = [BOOT_FILTER, APPLICATION_FILTER] as const;

export type AcceleratorState = 'needs-firmware' | 'ready';

/** Which state a USB device is in; null when it is no Coral USB Accelerator. */
export function stateOf(device: {
  readonly vendorId: number;
  readonly productId: number;
}): AcceleratorState | null {
  const is = (filter: { readonly vendorId: number; readonly productId: number }): boolean =>
    device.vendorId === filter.vendorId && device.productId === filter.productId;
  if (is(BOOT_FILTER)) return 'needs-firmware';
  return is(APPLICATION_FILTER) ? 'ready' : null;
}
