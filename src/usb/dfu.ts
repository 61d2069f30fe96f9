// Firmware into the boot loader, and back out to compare: the vendor's order and rules (edgetpu-usb.md 2.2 to 2.4).
import { FailureError, type FailureCode, type OnProgress } from '../base/index.ts';
import type { Timers } from './deadline.ts';
import type { DfuProperties } from './descriptors.ts';
import { runControl } from './opened-device.ts';

const REQUEST = { detach: 0, download: 1, upload: 2, getStatus: 3, clearStatus: 4 } as const;
const STATE = { idle: 2, downloadIdle: 5, error: 10 } as const;
const STATUS_BYTES = 6;
/** wValue of DFU_DETACH. */
const DETACH_TIMEOUT_MS = 100;
/** The chip gives back 32,768 bytes; anything much longer is no boot loader of ours. */
const MAX_UPLOAD_BYTES = 1 << 20;
/** Block numbers have 16 bits and wrap. */
const BLOCK_MASK = 0xffff;

export interface DfuContext {
  readonly device: USBDevice;
  readonly properties: DfuProperties;
  readonly timers: Timers;
  readonly onProgress?: OnProgress;
}

/** Sends the image block by block, then the empty block that ends it. Throws a `FailureError`. */
export async function downloadFirmware(context: DfuContext, image: Uint8Array): Promise<void> {
  const { transferBytes } = context.properties;
  let block = 0;
  for (let at = 0; at < image.byteLength; at += transferBytes) {
    const part = image.slice(at, at + transferBytes);
    await send(context, REQUEST.download, block++ & BLOCK_MASK, part);
    await expectState(context, STATE.downloadIdle);
    context.onProgress?.({
      done: Math.min(at + transferBytes, image.byteLength),
      total: image.byteLength,
      label: 'Sending firmware',
    });
  }
  await send(context, REQUEST.download, block & BLOCK_MASK, new Uint8Array(0));
  await expectState(context, STATE.idle);
}

/** Reads the image back until a short block and compares its bytes. Throws a `FailureError`. */
export async function verifyFirmware(context: DfuContext, image: Uint8Array): Promise<void> {
  const { transferBytes } = context.properties;
  const received: Uint8Array[] = [];
  let total = 0;
  for (let block = 0; ; block++) {
    const part = await receive(context, REQUEST.upload, block & BLOCK_MASK, transferBytes);
    received.push(part);
    total += part.byteLength;
    if (part.byteLength < transferBytes) break;
    if (total > MAX_UPLOAD_BYTES) throw refused('usb/firmware-mismatch', 'it gives back no end');
  }
  const back = new Uint8Array(total);
  let at = 0;
  for (const part of received) {
    back.set(part, at);
    at += part.byteLength;
  }
  const isEqual = total >= image.byteLength && image.every((byte, index) => byte === back[index]);
  if (!isEqual) {
    throw refused('usb/firmware-mismatch', 'what it gives back differs from what was sent');
  }
}

/** Leaves an error state that a broken download left behind; the vendor's driver does not, webcoral does. */
export async function clearErrorState(context: DfuContext): Promise<void> {
  const { state } = await getStatus(context);
  if (state === STATE.error) await send(context, REQUEST.clearStatus, 0, new Uint8Array(0));
}

/** Tells a running accelerator to be a boot loader after the next reset. */
export async function detach(device: USBDevice, timers: Timers): Promise<void> {
  const properties = { interfaceNumber: 0, transferBytes: 0 };
  await send({ device, properties, timers }, REQUEST.detach, DETACH_TIMEOUT_MS, new Uint8Array(0));
}

async function expectState(context: DfuContext, wanted: number): Promise<void> {
  const { status, state } = await getStatus(context);
  if (status === 0 && state === wanted) return;
  throw refused('usb/firmware-refused', `it answers with status ${status} in state ${state}`);
}

async function getStatus(context: DfuContext): Promise<{ status: number; state: number }> {
  const bytes = await receive(context, REQUEST.getStatus, 0, STATUS_BYTES);
  if (bytes.byteLength !== STATUS_BYTES) {
    throw refused('usb/firmware-refused', `its status has ${bytes.byteLength} bytes instead of 6`);
  }
  return { status: bytes[0] ?? 0, state: bytes[4] ?? 0 };
}

async function send(
  { device, properties, timers }: DfuContext,
  request: number,
  value: number,
  data: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const setup = setupOf(request, value, properties.interfaceNumber);
  const result = await runControl(() => device.controlTransferOut(setup, data), timers);
  if (result.status !== 'ok' || result.bytesWritten !== data.byteLength) {
    throw refused('usb/firmware-refused', 'it does not take a block');
  }
}

async function receive(
  { device, properties, timers }: DfuContext,
  request: number,
  value: number,
  length: number,
): Promise<Uint8Array> {
  const setup = setupOf(request, value, properties.interfaceNumber);
  const result = await runControl(() => device.controlTransferIn(setup, length), timers);
  if (result.status !== 'ok') throw refused('usb/firmware-refused', 'it does not answer a request');
  const { data } = result;
  return data ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(0);
}

function setupOf(request: number, value: number, index: number): USBControlTransferParameters {
  return { requestType: 'class', recipient: 'interface', request, value, index };
}

function refused(code: FailureCode, why: string): FailureError {
  return new FailureError({
    code,
    message: `The accelerator did not take its firmware: ${why}.`,
    hint: 'Unplug it, plug it in again (another port if it happens twice), then load the firmware again.',
  });
}
