// Chapter 9 of the USB specification, as far as a device without a driver of its own has to answer it. The chip itself
// sees only class and vendor requests, so enumeration by the browser does not use up faults that a test has armed.
import { descriptorOf, type VirtualChip } from '../../src/virtual/index.ts';

const TYPE_BITS = 0x60;
const DIRECTION_IN = 0x80;
const RECIPIENT_BITS = 0x1f;
const RECIPIENT_ENDPOINT = 2;
const REQUEST = { getStatus: 0, clearFeature: 1, getDescriptor: 6 } as const;
const NO_BYTES = new Uint8Array(0);

export interface StandardRequest {
  readonly request: number;
  readonly requestType: number;
  readonly value: number;
  readonly index: number;
  readonly length: number;
}

/** The answer's bytes (none for a request that only sets something), or what else is to happen. */
export function answerStandardRequest(
  chip: VirtualChip,
  setup: StandardRequest,
): Uint8Array | 'stall' | 'not-standard' {
  const { request, requestType, value, index, length } = setup;
  if ((requestType & TYPE_BITS) !== 0) return 'not-standard';
  const recipient = requestType & RECIPIENT_BITS;
  if ((requestType & DIRECTION_IN) === 0) {
    if (request === REQUEST.clearFeature && recipient === RECIPIENT_ENDPOINT) {
      chip.clearHalt(index & 0xff);
    }
    return NO_BYTES;
  }
  if (request === REQUEST.getDescriptor) {
    return descriptorOf(chip.description, value >> 8, value & 0xff)?.slice(0, length) ?? 'stall';
  }
  return request === REQUEST.getStatus ? new Uint8Array(2).slice(0, length) : 'stall';
}
