/** One spatial direction of a convolution. */
export interface KernelAxis {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly dilation: number;
  readonly isSamePadded: boolean;
}

/** No real kernel is larger; a damaged file that claims one shall not hold the reader up. */
const LARGEST_KERNEL_COUNTED = 4096;

/**
 * Kernel positions of one direction that can ever meet the input, rather than padding only; the compiler leaves out the
 * weights of the others (edgetpu-compiler.md a). O(kernel size).
 */
export function tapsThatHit(axis: KernelAxis): number {
  const { inputSize, outputSize, kernelSize, stride, dilation } = axis;
  if (kernelSize > LARGEST_KERNEL_COUNTED) return kernelSize;
  const reach = (kernelSize - 1) * dilation + 1;
  const padded = axis.isSamePadded ? Math.max(0, (outputSize - 1) * stride + reach - inputSize) : 0;
  const padBefore = Math.floor(padded / 2);
  let count = 0;
  for (let tap = 0; tap < kernelSize; tap++) {
    const offset = tap * dilation - padBefore;
    // First output position whose tap is not before the input, and the last one not behind it.
    const firstOutput = Math.max(0, Math.ceil(-offset / stride));
    const lastOutput = Math.min(outputSize - 1, Math.floor((inputSize - 1 - offset) / stride));
    if (firstOutput <= lastOutput) count++;
  }
  return count;
}
