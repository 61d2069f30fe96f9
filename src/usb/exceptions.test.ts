import { describe, expect, it } from 'vitest';
import { classifyUsbError, usbFailure, type UsbErrorKind, type UsbStep } from './index.ts';
import { DeadlineError } from './deadline.ts';

const dom = (name: string): DOMException => new DOMException('text', name);

describe('classifyUsbError', () => {
  it.each<[unknown, UsbStep, UsbErrorKind]>([
    [dom('NotFoundError'), 'transfer', 'gone'],
    [dom('NotFoundError'), 'request', 'cancelled'],
    [dom('NetworkError'), 'claim', 'busy'],
    [dom('NetworkError'), 'open', 'denied'],
    [dom('NetworkError'), 'transfer', 'failed'],
    [dom('SecurityError'), 'open', 'denied'],
    [dom('AbortError'), 'transfer', 'cancelled'],
    [dom('InvalidStateError'), 'control', 'state'],
    [new DeadlineError('open', 5), 'open', 'timeout'],
    [new Error('open error: LIBUSB_ERROR_ACCESS'), 'open', 'denied'],
    [new Error('LIBUSB_TRANSFER_STALL'), 'transfer', 'stall'],
    [new Error('LIBUSB_ERROR_NO_DEVICE'), 'claim', 'gone'],
    [new Error('LIBUSB_ERROR_OTHER'), 'transfer', 'failed'],
    ['a string', 'transfer', 'failed'],
    [null, 'transfer', 'failed'],
  ])('%s at %s is "%s"', (error, step, kind) => {
    expect(classifyUsbError(error, step)).toBe(kind);
  });
});

describe('usbFailure', () => {
  it('says what, why and what to do, and keeps the original text apart', () => {
    const failure = usbFailure(
      new DOMException('Unable to claim interface.', 'NetworkError'),
      'claim',
    );
    expect(failure.code).toBe('usb/claim-busy');
    expect(failure.message).toContain('another tab or program');
    expect(failure.hint).toContain('Connect');
    expect(failure.message).not.toContain('Unable');
    expect(failure.details).toMatchObject({ text: 'Unable to claim interface.', step: 'claim' });
  });

  it('takes a closed picker for no choice, not for an error', () => {
    expect(usbFailure(dom('NotFoundError'), 'request').code).toBe('usb/no-device-chosen');
  });
});
