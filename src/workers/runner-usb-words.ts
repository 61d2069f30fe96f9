// What a USB accelerator's row says of itself beyond the table of USB failures.
import type { Failure } from '../base/index.ts';

export const THERMAL_WORDS = {
  'thermal-warning': 'The accelerator is getting hot and may slow down.',
  'thermal-shutdown': 'The accelerator was too hot and switched itself off. Let it cool down.',
} as const;

export const NOT_THERE: Failure = {
  code: 'usb/device-lost',
  message: 'The accelerator is not plugged in.',
  hint: 'Plug it in again, then choose Connect.',
};

export const ALLOW_AGAIN: Failure = {
  code: 'usb/needs-permission',
  message: 'The accelerator took its firmware and came back as another USB device.',
  hint: 'Choose Connect and pick it once more.',
};

export const WITHDRAWN: Failure = {
  code: 'usb/needs-permission',
  message:
    'The browser no longer lets this page use the accelerator: its permission was withdrawn.',
  hint: 'Choose Connect and pick it again; if it does not open then, unplug it and plug it in once.',
};

export const LEFT_AT_RESET: Failure = {
  code: 'usb/needs-permission',
  message: 'The accelerator left the bus when it was reset, and did not come back by itself.',
  hint: 'Choose Connect and pick it again; if it is not offered, unplug it and plug it in once.',
};

/** Not the fault of a row: the person picked another one than the row's. */
export const LISTED_ALREADY: Failure = {
  code: 'usb/already-listed',
  message: 'The accelerator that you picked is in the list already, in another row.',
  hint: 'Choose Connect again and pick another one; the browser marks those that this page uses already as paired.',
};
