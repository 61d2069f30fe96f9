// An accelerator that infers: the TypeScript side of wasm/. The module itself is loaded by web.ts or node.ts.
export type * from './types.ts';
export { Accelerator, openAccelerator, type AcceleratorContext } from './accelerator.ts';
export { platformClock, type HostClock } from './host-clock.ts';
export {
  fastOptions,
  goldenOptions,
  MAX_BULK_IN_QUEUE_LENGTH,
  type ClockSetting,
  type ReadMode,
  type RuntimeOptions,
  type VendorOptions,
} from './options.ts';
