// The one table from what a USB stack throws to failures. Browsers throw DOMExceptions with a few names, each of which
// means different things at different steps; the npm package `usb` throws errors with libusb's codes in them.
import type { Failure, FailureCode } from '../base/index.ts';

/** What was being done when it threw. */
export type UsbStep =
  'list' | 'request' | 'open' | 'configure' | 'claim' | 'reset' | 'control' | 'transfer' | 'close';

/** What happened, independent of the stack. */
export type UsbErrorKind =
  | 'gone'
  | 'denied'
  | 'busy'
  | 'cancelled'
  | 'stall'
  | 'babble'
  | 'timeout'
  | 'state'
  | 'unsupported'
  | 'failed';

/** Names of DOMExceptions that WebUSB uses; where a step changes the meaning, BY_STEP says so. */
const BY_NAME: Readonly<Record<string, UsbErrorKind>> = {
  NotFoundError: 'gone',
  SecurityError: 'denied',
  NotAllowedError: 'denied',
  AbortError: 'cancelled',
  InvalidStateError: 'state',
  NotSupportedError: 'unsupported',
  TimeoutError: 'timeout',
  NetworkError: 'failed',
};

/** Chromium throws NetworkError for "Unable to claim interface." and for "Access denied" at open. */
const BY_STEP: Readonly<Partial<Record<UsbStep, Readonly<Record<string, UsbErrorKind>>>>> = {
  claim: { NetworkError: 'busy' },
  open: { NetworkError: 'denied' },
  request: { NotFoundError: 'cancelled' },
};

/** libusb's codes, as the npm package carries them in `message` (LIBUSB_ERROR_…) or as transfer status. */
const BY_LIBUSB: Readonly<Record<string, UsbErrorKind>> = {
  LIBUSB_ERROR_ACCESS: 'denied',
  LIBUSB_ERROR_NO_DEVICE: 'gone',
  LIBUSB_ERROR_NOT_FOUND: 'gone',
  LIBUSB_ERROR_BUSY: 'busy',
  LIBUSB_ERROR_TIMEOUT: 'timeout',
  LIBUSB_ERROR_OVERFLOW: 'babble',
  LIBUSB_ERROR_PIPE: 'stall',
  LIBUSB_ERROR_INTERRUPTED: 'cancelled',
  LIBUSB_ERROR_NOT_SUPPORTED: 'unsupported',
  LIBUSB_TRANSFER_TIMED_OUT: 'timeout',
  LIBUSB_TRANSFER_CANCELLED: 'cancelled',
  LIBUSB_TRANSFER_STALL: 'stall',
  LIBUSB_TRANSFER_NO_DEVICE: 'gone',
  LIBUSB_TRANSFER_OVERFLOW: 'babble',
};

/** What an exception of a USB stack means at this step. Anything unknown is `failed`. */
export function classifyUsbError(error: unknown, step: UsbStep): UsbErrorKind {
  const { name, message } = nameAndMessage(error);
  // libusb's codes are identifiers that its wrapper puts into the text; there is no other place to find them.
  const libusb = /LIBUSB_(?:ERROR|TRANSFER)_[A-Z_]+/.exec(message)?.[0];
  if (libusb !== undefined) return BY_LIBUSB[libusb] ?? 'failed';
  return BY_STEP[step]?.[name] ?? BY_NAME[name] ?? 'failed';
}

type Words = readonly [code: FailureCode, message: string, hint: string];

const REPLUG = 'Unplug the accelerator, plug it in again, then choose Connect.';

/** What each kind means to a person; a few steps have words of their own. */
const WORDS: Readonly<Record<UsbErrorKind, Words>> = {
  gone: [
    'usb/device-lost',
    'The accelerator is gone: it was unplugged, or lost power.',
    'Check the cable and the port, plug it in again, then choose Connect.',
  ],
  denied: [
    'usb/access-denied',
    'The system does not let this program use the accelerator: its driver or its permissions are not set up.',
    'On Linux add the udev rule that Reef shows under Devices; on Windows bind the WinUSB driver to it; then plug it in again.',
  ],
  busy: [
    'usb/claim-busy',
    'The USB interface is in use: another tab or program has this accelerator open.',
    'Close it, unplug the accelerator, plug it in again, then choose Connect.',
  ],
  cancelled: [
    'usb/transfer-cancelled',
    'A transfer was cancelled: the accelerator was closed, or its permission withdrawn.',
    'Choose Connect and pick the accelerator again.',
  ],
  stall: ['usb/stall', 'The accelerator refused a request.', REPLUG],
  babble: ['usb/babble', 'The accelerator sent more than was asked for.', REPLUG],
  timeout: ['usb/timeout', 'The accelerator does not answer.', REPLUG],
  state: [
    'usb/not-open',
    'The accelerator is not open: it was closed in the meantime.',
    'Choose Connect and pick the accelerator again.',
  ],
  unsupported: [
    'usb/not-supported',
    'This browser or system does not support what is needed here.',
    'Use a current Chrome, Edge or another browser with WebUSB.',
  ],
  failed: [
    'usb/transfer-error',
    'Talking to the accelerator failed.',
    'Check the cable and the port, or put a powered hub in between; then plug it in again.',
  ],
};

const NO_DEVICE_CHOSEN: Words = [
  'usb/no-device-chosen',
  'No accelerator was chosen.',
  'Plug one in and choose Connect again; it appears in the list a second after.',
];
const RESET_FAILED: Words = [
  'usb/reset-failed',
  'The accelerator could not be reset.',
  'Unplug it, wait a second, plug it in again, then choose Connect.',
];

/** The failure for an exception at a step; the original text goes into the details. */
export function usbFailure(error: unknown, step: UsbStep): Failure {
  const kind = classifyUsbError(error, step);
  const { name, message } = nameAndMessage(error);
  const details = { step, exception: name, text: message };
  return { ...failureOf(wordsFor(kind, step)), details };
}

/** The failure for a kind that is known without an exception, such as a deadline that passed. */
export function usbKindFailure(kind: UsbErrorKind, step: UsbStep): Failure {
  return { ...failureOf(wordsFor(kind, step)), details: { step } };
}

function wordsFor(kind: UsbErrorKind, step: UsbStep): Words {
  if (step === 'request' && kind === 'cancelled') return NO_DEVICE_CHOSEN;
  if (step === 'reset' && kind === 'failed') return RESET_FAILED;
  return WORDS[kind];
}

function failureOf([code, message, hint]: Words): Failure {
  return { code, message, hint };
}

function nameAndMessage(error: unknown): { name: string; message: string } {
  if (typeof error === 'object' && error !== null) {
    const { name, message } = error as { name?: unknown; message?: unknown };
    return {
      name: typeof name === 'string' ? name : 'Error',
      message: typeof message === 'string' ? message : '',
    };
  }
  return { name: 'Error', message: String(error) };
}
