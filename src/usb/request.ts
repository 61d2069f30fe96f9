// The device picker: the one USB call that must be made on the page, with a click.
import { fail, ok, type Result } from '../base/index.ts';
import { usbFailure } from './exceptions.ts';
import { ACCELERATOR_FILTERS, APPLICATION_FILTER } from './identities.ts';

/** What the picker offers: any accelerator, or only those that have their firmware (after it was loaded). */
export type RequestScope = 'any' | 'with-firmware';

/**
 * Opens the browser's device picker; call it straight from a click. Failures: `usb/no-device-chosen` when it was closed
 * without a choice, which is no error to show.
 */
export async function requestAccelerator(
  usb: USB,
  scope: RequestScope = 'any',
): Promise<Result<USBDevice>> {
  const filters = scope === 'any' ? [...ACCELERATOR_FILTERS] : [APPLICATION_FILTER];
  try {
    return ok(await usb.requestDevice({ filters }));
  } catch (error) {
    return fail(usbFailure(error, 'request'));
  }
}

/** The browser's USB, or undefined where it has none or the page is not secure. */
export function browserUsb(): USB | undefined {
  return typeof navigator === 'undefined' ? undefined : (navigator as { usb?: USB }).usb;
}
