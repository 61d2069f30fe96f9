import { MAX_ACTIVATION_RESERVE_BYTES, ON_CHIP_PARAM_BYTES } from './constants.ts';

/**
 * On-chip bytes left for parameters in a segment whose largest activation tensor, its inputs and outputs included, has
 * that many bytes: 7.73 MiB − min(T, 0.75 MiB), edgetpu-compiler.md (b). Mean error against logs 0.2 MiB.
 */
export function paramBudgetBytes(largestActivationBytes: number): number {
  return ON_CHIP_PARAM_BYTES - Math.min(largestActivationBytes, MAX_ACTIVATION_RESERVE_BYTES);
}
