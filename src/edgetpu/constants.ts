// Every number about the chip and its links that the estimates rest on, each with its source, so that a better
// measurement is a one-line change. "compiler" and "performance" below are the project's two reference texts,
// edgetpu-compiler.md and edgetpu-performance.md.

import type { LinkName, LinkRates } from './types.ts';

const KIB = 1024;
const MIB = 1024 * 1024;

// On-chip memory.

/** Parameter memory of a segment without activations, bytes. compiler (b): dense nets, 7.73 MiB cached. */
export const ON_CHIP_PARAM_BYTES = Math.floor(7.73 * MIB);

/**
 * The most that activations take from it, bytes. compiler (b), planner formula. Not modelled: 17x17 and 19x19 maps in
 * the middle of a net leave 6.9 to 7.1 MiB, and a boundary tensor of 2 MB or more leaves about 6.6 MiB.
 */
export const MAX_ACTIVATION_RESERVE_BYTES = 0.75 * MIB;

/** How far the true budget may lie below the formula, bytes. compiler (b): "margin of 0.5 MiB as may stream". */
export const BUDGET_MARGIN_BYTES = 0.5 * MIB;

/** The largest 64-channel group that a tile holds, bytes. compiler (b.2): "about 508 KiB". */
export const MAX_GROUP_BYTES = 508 * KIB;

// Parameter layout. compiler (a).

/** Output channels of one group; what a convolution or dense layer occupies on chip is padded to it. */
export const CHANNELS_PER_GROUP = 64;

/** Up to one group the compiled file pads output channels to this only. */
export const CHANNELS_PER_SMALL_GROUP = 16;

/** Input channels are stored in fours; depthwise channels too. */
export const CHANNELS_PER_QUAD = 4;

/** Bytes of a channel's bias. */
export const BIAS_HEADER_BYTES = 4;

/** Bytes of a channel's float scale and zero point where int8 weights have a scale per channel. */
export const SCALE_HEADER_BYTES = 8;

/** Streamed bytes per channel of an ADD, MUL or SUB with a constant operand. compiler (a), (b.3). */
export const ELEMENTWISE_CONSTANT_BYTES_PER_CHANNEL = 16;

// Instructions. performance, section 3, fixed readings; kB = 1,000 bytes.

export const CNN_INSTRUCTION_BYTES = 150_000;
export const INSTRUCTION_BYTES_PER_OPERATOR = 600;
export const DENSE_INSTRUCTION_BYTES = 16_000;

// Compute, at 500 MHz. performance, section 3, shared constants.

export const MS_PER_CONV_MAC = 0.61e-9;
export const MS_PER_DEPTHWISE_MAC = 14.2e-9;
export const MS_PER_DENSE_MAC = 0.027e-6;
export const MS_PER_ACTIVATION_BYTE = 0.147e-6;
export const MS_PER_OPERATOR = 0.0032;

/** The throttled runtime runs at 250 MHz: compute takes twice as long. performance, section 1 and fixed readings. */
export const STD_CLOCK_FACTOR = 2;

// Streaming. performance, section 3.

/** A convolution is large from this many output positions on. Fixed readings. */
export const LARGE_CONV_POSITIONS = 1024;

/** Map bytes that one pass over streamed weights serves. */
export const MAP_BYTES_PER_PASS = 1.39e6;

/** Share of the shorter of compute and streaming that does not overlap with the longer, with one pass and with more. */
export const UNOVERLAPPED_SHARE_ONE_PASS = 0.5;
export const UNOVERLAPPED_SHARE_MORE_PASSES = 1;

// Which operators map. compiler (i).

/**
 * SOFTMAX has at most this many elements. The list says 16,000; compiler 16 has mapped 16,384 (the real model
 * bright_128x128), so the list is read as 16 Ki.
 */
export const MAX_SOFTMAX_ELEMENTS = 16 * KIB;

/** A resize by more than this, in height or width, is taken as refused. The reference calls it a guess. */
export const MAX_RESIZE_FACTOR = 16;

/** Rates per link; bytes per ms = kB/s. performance, section 3: USB3-desktop, USB2-RPi3, PCIe-desktop. */
export const LINK_RATES = {
  usb3: { fixedMs: 0.22, inBytesPerMs: 454_000, outBytesPerMs: 338_000 },
  usb2: { fixedMs: 1.28, inBytesPerMs: 33_600, outBytesPerMs: 30_000 },
  pcie: { fixedMs: 0.04, inBytesPerMs: 382_000, outBytesPerMs: 87_000 },
} as const satisfies Record<LinkName, LinkRates>;
