// The timing model of edgetpu-performance.md section 3, with its fixed readings.

import {
  CNN_INSTRUCTION_BYTES,
  DENSE_INSTRUCTION_BYTES,
  INSTRUCTION_BYTES_PER_OPERATOR,
  LINK_RATES,
  MAP_BYTES_PER_PASS,
  MS_PER_ACTIVATION_BYTE,
  MS_PER_CONV_MAC,
  MS_PER_DENSE_MAC,
  MS_PER_DEPTHWISE_MAC,
  MS_PER_OPERATOR,
  STD_CLOCK_FACTOR,
  UNOVERLAPPED_SHARE_MORE_PASSES,
  UNOVERLAPPED_SHARE_ONE_PASS,
} from './constants.ts';
import type { DeviceSpec, LinkRates, OperatorCost, SegmentWork, StageTime } from './types.ts';

/** Rates of a device's link: fitted ones where it has them, else those published for its kind. */
export function ratesOf(device: DeviceSpec): LinkRates {
  return device.measuredRates ?? LINK_RATES[device.link];
}

/**
 * Compute time of one operator at full clock, ms; 0 when the CPU runs it. A segment's is the sum. Rounded to a fraction
 * of a picosecond that doubles add without error, so that a sum has one value, whatever its order: the planners' running
 * sums and differences equal `estimateSegment` bit for bit.
 */
export function operatorComputeMs(cost: OperatorCost): number {
  if (!cost.runsOnEdgeTpu) return 0;
  const computeMs =
    MS_PER_CONV_MAC * cost.paddedConvMacs +
    MS_PER_DEPTHWISE_MAC * cost.paddedDepthwiseMacs +
    MS_PER_DENSE_MAC * cost.paddedDenseMacs +
    MS_PER_ACTIVATION_BYTE * cost.outputBytes +
    MS_PER_OPERATOR;
  return Math.round(computeMs * COMPUTE_GRID_PER_MS) / COMPUTE_GRID_PER_MS;
}

/** 2^33 steps a millisecond (0.12 ps): sums stay exact up to 2^20 ms, a quarter of an hour. */
const COMPUTE_GRID_PER_MS = 2 ** 33;

/** Instruction bytes sent with every inference, by the number of operators on the Edge TPU, where no compiled file says. */
export function instructionBytesFor(operatorCount: number, hasConvolution: boolean): number {
  if (!hasConvolution) return DENSE_INSTRUCTION_BYTES;
  return CNN_INSTRUCTION_BYTES + INSTRUCTION_BYTES_PER_OPERATOR * operatorCount;
}

/** How often streamed parameters cross the link per inference, from the maps of a segment's large convolutions. */
export function passesFor(largeConvCount: number, largeConvMapBytes: number): number {
  if (largeConvCount === 0) return 1;
  return Math.max(1, largeConvMapBytes / largeConvCount / MAP_BYTES_PER_PASS);
}

/** Share of the shorter of computing and streaming that is not hidden behind the other. */
export function unoverlappedShareFor(passes: number): number {
  return passes > 1 ? UNOVERLAPPED_SHARE_MORE_PASSES : UNOVERLAPPED_SHARE_ONE_PASS;
}

/** Time of one segment on one device, ms, in four parts that add up. */
export function stageTime(work: SegmentWork, device: DeviceSpec): StageTime {
  const rates = ratesOf(device);
  const clockFactor = device.clock === 'std' ? STD_CLOCK_FACTOR : 1;
  const computeMs = work.computeMsAtFullClock * clockFactor;
  const linkMs = (work.passes * work.streamedBytes) / rates.inBytesPerMs;
  const unoverlappedShare = unoverlappedShareFor(work.passes);
  const inMs = rates.fixedMs + (work.inBytes + work.instructionBytes) / rates.inBytesPerMs;
  const streamMs =
    Math.max(computeMs, linkMs) + unoverlappedShare * Math.min(computeMs, linkMs) - computeMs;
  const outMs = work.outBytes / rates.outBytesPerMs;
  return { inMs, computeMs, streamMs, outMs, stageMs: inMs + computeMs + streamMs + outMs };
}
