// The codes of wasm/src/status.h and what each means to a person. One list per header enum; a test compares them.
import type { Failure, FailureCode } from '../base/index.ts';

/** `Status` of status.h, by the header's names without their prefix. */
export const STATUS = {
  OK: 0,
  OUT_OF_MEMORY: -1,
  BAD_ARGUMENT: -2,
  BAD_STATE: -3,
  PACKAGE_DAMAGED: -10,
  PACKAGE_UNSUPPORTED: -11,
  PACKAGE_TOO_NEW: -12,
  PACKAGE_WRONG_CHIP: -13,
  PACKAGE_VIRTUAL_CHIP: -14,
  PACKAGE_NO_CACHING_PART: -15,
  PACKAGE_LAYOUT: -16,
  PACKAGE_NO_TOKEN: -17,
  NOT_DETERMINISTIC: -18,
  TRANSFER_STALL: -30,
  TRANSFER_BABBLE: -31,
  TRANSFER_TIMEOUT: -32,
  TRANSFER_NO_DEVICE: -33,
  TRANSFER_CANCELLED: -34,
  TRANSFER_ERROR: -35,
  TRANSFER_DENIED: -36,
  TRANSFER_SHORT: -37,
  REGISTER_STUCK: -50,
  EVENT_SIZE: -51,
  EVENT_TAG: -52,
  OUTPUT_UNEXPECTED: -53,
  HIB_ERROR: -54,
  OUTPUT_MISSING: -55,
  EVENT_MISSING: -56,
} as const;

export type StatusName = keyof typeof STATUS;

/** `TransferStatus` of status.h: how a transfer ended, as the host reports it. */
export const TRANSFER = {
  OK: 0,
  STALL: 1,
  BABBLE: 2,
  TIMEOUT: 3,
  NO_DEVICE: 4,
  CANCELLED: 5,
  ERROR: 6,
  DENIED: 7,
} as const;

export type TransferStatus = (typeof TRANSFER)[keyof typeof TRANSFER];

/** Where and with what numbers the machine failed (struct `Failure` of status.h). */
export interface MachineFailure {
  readonly status: number;
  readonly endpoint: number;
  readonly address: number;
  readonly expected: number;
  readonly actual: number;
}

interface Explanation {
  readonly code: FailureCode;
  readonly message: (at: MachineFailure) => string;
  readonly hint: string;
}

const REPLUG = 'Unplug the accelerator, plug it in again, then connect it.';
const CABLE =
  'Check the cable and the port, or put a powered hub in between; then unplug the accelerator and plug it in again.';
const RECOMPILE = 'Compile the model again with edgetpu_compiler for the Coral USB Accelerator.';
const BUG = 'This is a fault in Reef; please report it with the details.';

const say = (text: string) => () => text;

/** What each status means. Where it matters, the endpoint decides the words. */
const EXPLANATIONS: Readonly<Record<Exclude<StatusName, 'OK'>, Explanation>> = {
  OUT_OF_MEMORY: {
    code: 'runtime/out-of-memory',
    message: say('The browser gives no more memory: the compiled model does not fit.'),
    hint: 'Close other tabs or models and try again.',
  },
  BAD_ARGUMENT: {
    code: 'runtime/bad-argument',
    message: say('The runtime was asked for something that does not exist.'),
    hint: BUG,
  },
  BAD_STATE: {
    code: 'runtime/bad-state',
    message: say('The accelerator is not in a state for this: it is closed, closing or busy.'),
    hint: 'Wait for the run to end, or connect the accelerator again.',
  },
  PACKAGE_DAMAGED: {
    code: 'runtime/package-damaged',
    message: say('The compiled model is damaged: its parts contradict each other.'),
    hint: RECOMPILE,
  },
  PACKAGE_UNSUPPORTED: {
    code: 'runtime/package-unsupported',
    message: say('The compiled model is not made for one Coral USB Accelerator.'),
    hint: RECOMPILE,
  },
  PACKAGE_TOO_NEW: {
    code: 'runtime/package-too-new',
    message: say('The compiled model asks for a newer runtime than version 14.'),
    hint: 'Compile it again with --min_runtime_version 14.',
  },
  PACKAGE_WRONG_CHIP: {
    code: 'runtime/package-wrong-chip',
    message: say('The compiled model is made for another chip.'),
    hint: RECOMPILE,
  },
  PACKAGE_VIRTUAL_CHIP: {
    code: 'runtime/package-virtual-chip',
    message: say(
      'This segment was compiled for a virtual accelerator: its instructions mean nothing to a real one.',
    ),
    hint: 'Run it on virtual accelerators, or compile the segments with edgetpu_compiler.',
  },
  PACKAGE_NO_CACHING_PART: {
    code: 'runtime/package-no-caching-part',
    message: say(
      'The compiled model lacks the part that loads its parameters; sending it would block the accelerator until it is unplugged.',
    ),
    hint: RECOMPILE,
  },
  PACKAGE_LAYOUT: {
    code: 'runtime/package-layout',
    message: say('The compiled model describes an output whose bytes lie outside of it.'),
    hint: RECOMPILE,
  },
  PACKAGE_NO_TOKEN: {
    code: 'runtime/package-no-token',
    message: say('The compiled model loads parameters without saying to whom they belong.'),
    hint: RECOMPILE,
  },
  NOT_DETERMINISTIC: {
    code: 'runtime/not-deterministic',
    message: say(
      'The compiled model leaves the order of its transfers to the device (recurrent models do); the vendor’s driver refuses it too.',
    ),
    hint: 'Run this part on the CPU.',
  },
  TRANSFER_STALL: {
    code: 'runtime/stall',
    message: (at) => `The accelerator refused a transfer${where(at)}.`,
    hint: REPLUG,
  },
  TRANSFER_BABBLE: {
    code: 'runtime/babble',
    message: (at) => `The accelerator sent more than was asked for${where(at)}.`,
    hint: REPLUG,
  },
  TRANSFER_TIMEOUT: {
    code: 'runtime/timeout',
    message: (at) => `The accelerator stopped answering${where(at)}.`,
    hint: REPLUG,
  },
  TRANSFER_NO_DEVICE: {
    code: 'usb/device-lost',
    message: say('The accelerator is gone: it was unplugged, or lost power.'),
    hint: CABLE,
  },
  TRANSFER_CANCELLED: {
    code: 'usb/transfer-cancelled',
    message: say(
      'A transfer was cancelled: the accelerator was closed, or its permission withdrawn.',
    ),
    hint: 'Connect the accelerator again.',
  },
  TRANSFER_ERROR: {
    code: 'usb/transfer-error',
    message: (at) => `A transfer failed${where(at)}.`,
    hint: CABLE,
  },
  TRANSFER_DENIED: {
    code: 'usb/access-denied',
    message: say('The browser no longer allows access to the accelerator.'),
    hint: 'Choose Connect and pick the accelerator again.',
  },
  TRANSFER_SHORT: {
    code: 'runtime/short-transfer',
    message: (at) => `Only ${at.actual} of ${at.expected} bytes were transferred${where(at)}.`,
    hint: REPLUG,
  },
  REGISTER_STUCK: {
    code: 'runtime/register-stuck',
    message: (at) =>
      `The chip does not reach the state it should: register ${hex(at.address)} keeps its value.`,
    hint: REPLUG,
  },
  EVENT_SIZE: {
    code: 'runtime/bad-event',
    message: (at) => `The accelerator reported an event of ${at.actual} bytes instead of 16.`,
    hint: REPLUG,
  },
  EVENT_TAG: {
    code: 'runtime/wrong-event',
    message: (at) => `The accelerator reported event ${at.actual} where ${at.expected} was due.`,
    hint: REPLUG,
  },
  OUTPUT_UNEXPECTED: {
    code: 'runtime/unexpected-output',
    message: (at) => `The accelerator sent ${at.actual} bytes that no output waits for.`,
    hint: REPLUG,
  },
  HIB_ERROR: {
    code: 'runtime/hib-error',
    message: (at) => `The chip reports a fatal error: ${hibErrorNames(at.actual).join(', ')}.`,
    hint: REPLUG,
  },
  OUTPUT_MISSING: {
    code: 'runtime/output-missing',
    message: (at) =>
      `The accelerator sent ${at.actual} of ${at.expected} output bytes, then nothing.`,
    hint: REPLUG,
  },
  EVENT_MISSING: {
    code: 'runtime/event-missing',
    message: say('The accelerator sent its output but never said that it was done.'),
    hint: REPLUG,
  },
};

/** Bits of hib_error_status (edgetpu-usb.md 5.7). */
const HIB_ERROR_BITS: readonly string[] = [
  'inbound page fault',
  'extended page fault',
  'register parity error',
  'AXI write error',
  'AXI read error',
  'bad instruction queue configuration',
  'bad input queue configuration',
  'bad parameter queue configuration',
  'bad output queue configuration',
  'instruction queue invalid',
  'input queue invalid',
  'parameter queue invalid',
  'output queue invalid',
  'transfer of length 0',
  'uncorrectable page table read',
];

const NAMES = new Map<number, StatusName>(
  Object.entries(STATUS).map(([name, value]) => [value, name as StatusName]),
);

/** The failure that a status stands for; numbers that no header knows become `runtime/unknown-status`. */
export function explainStatus(at: MachineFailure): Failure {
  const name = NAMES.get(at.status);
  if (name === undefined || name === 'OK') {
    return {
      code: 'runtime/unknown-status',
      message: `The runtime ended with the unknown status ${at.status}.`,
      hint: BUG,
    };
  }
  const { code, message, hint } = EXPLANATIONS[name];
  return { code, message: message(at), hint, details: detailsOf(name, at) };
}

/** As `explainStatus`, for a status that a function returned. */
export function explainReturned(status: number): Failure {
  return explainStatus({ status, endpoint: 0, address: 0, expected: 0, actual: 0 });
}

function detailsOf(name: StatusName, at: MachineFailure): Record<string, string | number> {
  return {
    status: name,
    ...(at.endpoint ? { endpoint: hex(at.endpoint) } : {}),
    ...(at.address ? { register: hex(at.address) } : {}),
    ...(at.expected || at.actual ? { expected: at.expected, actual: at.actual } : {}),
  };
}

function where({ endpoint, address }: MachineFailure): string {
  switch (endpoint) {
    case 0x01:
      return ' while data was sent to it (endpoint 1)';
    case 0x81:
      return ' while output was read (endpoint 0x81)';
    case 0x82:
      return ' while waiting for its event (endpoint 0x82)';
    case 0x83:
      return ' while waiting for an interrupt (endpoint 0x83)';
    default:
      return address ? ` at register ${hex(address)}` : ' on the control endpoint';
  }
}

function hibErrorNames(bits: number): string[] {
  const names = HIB_ERROR_BITS.filter((_, bit) => (bits >>> bit) & 1);
  return names.length ? names : [`code ${hex(bits)}`];
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}
