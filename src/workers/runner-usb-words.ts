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
