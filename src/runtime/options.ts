// What may differ between hosts: the vendor's defaults ("golden"), and a browser's, chosen for speed.
import type { LinkSpeed } from '../usb/index.ts';

/** Core clock of the chip (edgetpu-usb.md 4.3): max 500 MHz, high 250, medium 125, low 63. */
export type ClockSetting = 'low' | 'medium' | 'high' | 'max';

export type { LinkSpeed };

/** How output is read; see `ReadMode` in wasm/src/options.h. */
export type ReadMode = 'queued' | 'on-demand' | 'sized';

export interface RuntimeOptions {
  readonly clock: ClockSetting;
  /** Bytes that the chip sends at once: 1,024, on USB 2 256. */
  readonly outfeedChunkBytes: number;
  /** Largest packet of the bulk endpoints: 1,024 on SuperSpeed, 512 on USB 2. */
  readonly packetBytes: number;
  readonly outChunkBytes: number;
  readonly outInFlight: number;
  readonly readMode: ReadMode;
  readonly readBytes: number;
  readonly readsQueued: number;
  readonly eventReadBytes: number;
  readonly eventsQueued: number;
  readonly interruptReadBytes: number;
  readonly gluesHeaders: boolean;
  readonly overlapsRuns: boolean;
  /** Packages of the virtual compiler are accepted: only for virtual accelerators. */
  readonly allowsVirtualChip: boolean;
  /** Models that cannot run are refused when they are loaded; the vendor's driver does so at the first inference. */
  readonly refusesAtLoad: boolean;
  /** How long a register may take to change. */
  readonly pollLimitMs: number;
  /** How long nothing may move while something is awaited; the vendor's transfer timeout. */
  readonly patienceMs: number;
}

/** usb_timeout_millis (edgetpu-usb.md 4.7). */
const PATIENCE_MS = 6000;
/** usb_max_bulk_out_transfer. */
const MAX_OUT_BYTES = 1 << 20;
/** No read is longer; only reads on demand come near. */
const MAX_READ_BYTES = 1 << 28;

/** Longer queues are rejected by the vendor's driver, before it opens anything. */
export const MAX_BULK_IN_QUEUE_LENGTH = 256;

/** Options of the vendor's `OpenDevice` that change what goes over the wire. */
export interface VendorOptions {
  readonly clock?: ClockSetting;
  /** Usb.MaxBulkInQueueLength: 8 when unset; 0 reads on demand. */
  readonly maxBulkInQueueLength?: number;
}

/** Everything as the vendor's driver does it by default (edgetpu-usb.md 4.7, 5). */
export function goldenOptions(speed: LinkSpeed, vendor: VendorOptions = {}): RuntimeOptions {
  const isSuper = speed === 'super';
  const queue = vendor.maxBulkInQueueLength ?? 8;
  const chunk = isSuper ? 1024 : 256;
  return {
    clock: vendor.clock ?? 'max',
    outfeedChunkBytes: chunk,
    packetBytes: isSuper ? 1024 : 512,
    outChunkBytes: MAX_OUT_BYTES,
    outInFlight: 3,
    readMode: queue === 0 ? 'on-demand' : 'queued',
    readBytes: queue === 0 && isSuper ? MAX_READ_BYTES : chunk,
    readsQueued: Math.max(1, queue),
    eventReadBytes: 16,
    eventsQueued: 1,
    interruptReadBytes: 4,
    gluesHeaders: false,
    overlapsRuns: true,
    allowsVirtualChip: false,
    refusesAtLoad: false,
    pollLimitMs: PATIENCE_MS,
    patienceMs: PATIENCE_MS,
  };
}

/**
 * What a browser does: the same bytes in the same order in fewer, larger transfers. Reads are up to 32,768 bytes
 * (edgetpu-usb.md 5.4), end with their output, and never ask for less than a packet, so nothing can overflow.
 */
export function fastOptions(speed: LinkSpeed, clock: ClockSetting = 'max'): RuntimeOptions {
  const golden = goldenOptions(speed, { clock });
  return {
    ...golden,
    outInFlight: 4,
    readMode: 'sized',
    readBytes: 32_768,
    readsQueued: speed === 'super' ? 8 : 32,
    eventReadBytes: golden.packetBytes,
    eventsQueued: 2,
    interruptReadBytes: 64,
    gluesHeaders: true,
    refusesAtLoad: true,
  };
}

/** Keys of `etpu_device_option` (wasm/src/options.h), with the value that each option has there. */
export function optionValues(options: RuntimeOptions): readonly (readonly [number, number])[] {
  const clock = { low: 0, medium: 1, high: 2, max: 3 }[options.clock];
  const readMode = { queued: 0, 'on-demand': 1, sized: 2 }[options.readMode];
  return [
    [0, clock],
    [1, options.outfeedChunkBytes],
    [2, options.packetBytes],
    [3, options.outChunkBytes],
    [4, options.outInFlight],
    [5, readMode],
    [6, options.readBytes],
    [7, options.readsQueued],
    [8, options.eventReadBytes],
    [9, options.eventsQueued],
    [10, options.interruptReadBytes],
    [11, options.gluesHeaders ? 1 : 0],
    [12, options.allowsVirtualChip ? 1 : 0],
    [13, options.overlapsRuns ? 1 : 0],
    [14, options.pollLimitMs],
  ];
}
