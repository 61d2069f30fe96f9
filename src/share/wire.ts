// The link's compact form: arrays in a fixed order, integers. Times in microseconds, ratios in thousandths. Field order is
// the format: version 1 never changes; a new order is a new version, and old links stay readable for ever.

/** Names by number. New names go to the end. */
export const WIRE_STRATEGIES = [
  'single',
  'compiler',
  'profiled',
  'profiled-vendor',
  'balanced',
  'optimal',
  'hybrid',
  'manual',
] as const;
export const WIRE_LINKS = ['usb3', 'usb2', 'pcie'] as const;
export const WIRE_CLOCKS = ['max', 'std'] as const;
export const WIRE_KINDS = ['coral', 'virtual', 'cpu'] as const;
export const WIRE_LABELS = ['measured', 'simulated'] as const;
export const WIRE_VERIFIED = ['not-checked', 'equal', 'different', 'not-computed'] as const;

/** Fields of a segment, in the order of the wire. Bytes as they are, times in microseconds. */
export const SEGMENT_BYTES = [
  'firstDepth',
  'lastDepth',
  'operatorCount',
  'replicas',
  'cpuOperatorCount',
  'cachedBytes',
  'streamedBytes',
  'avoidableBytes',
  'onChipBytes',
  'budgetBytes',
  'mayStreamBytes',
  'inBytes',
  'outBytes',
] as const;
export const SEGMENT_TIMES = ['inMs', 'computeMs', 'streamMs', 'outMs'] as const;
export const RUN_STAGE_TIMES = [
  'meanMs',
  'p95Ms',
  'queueMs',
  'inMs',
  'computeMs',
  'streamMs',
  'outMs',
  'cpuMs',
] as const;

/** Version 1, as JSON. Optional tails are left out. */
export interface WireV1 {
  /** Tool version. */
  readonly t: string;
  /** SHA-256 (base64url), bytes, operators, MACs, compiled parameter bytes, generated weights 0/1, name. */
  readonly m: readonly [string, number, number, number, number, 0 | 1, string?];
  /** Largest parameters of a depth, digits, largest crossing, digits. */
  readonly p: readonly [number, string, number, string];
  /** Runs of equal devices: how many, link, clock, then the buses (own ports from 0 up: left out). */
  readonly d: readonly (readonly number[])[];
  readonly b: number;
  /** Strategy, µs, devices, gap in ‰; or strategy and failure code. */
  readonly s: readonly (readonly (number | string)[])[];
  /** Strategy, slowest µs, bound µs, latency µs, ‰ over one device, ‰ over the compiler (0 = none), bytes over all cuts. */
  readonly k: readonly number[];
  /** Segments, column by column, each the difference to the segment before: smaller once deflated. */
  readonly g: readonly (readonly number[])[];
  /** Depth after which each cut stands, each the difference to the one before; then the bytes that each moves. */
  readonly c?: readonly [readonly number[], readonly number[]];
  /** Devices of the segments, one after the other; left out where they are taken in their order. */
  readonly a?: readonly number[];
  /** Instruction bytes and passes (‰) of each segment; only where a bus is shared. */
  readonly i?: readonly [readonly number[], readonly number[]];
  /** Depth, segment, share of depths whose owner does not follow from the segments' ranges. */
  readonly x?: readonly number[];
  /** Label, kind, inferences, µ-inferences per second, p50, p95, p99 in µs, verified; then stage times column by column. */
  readonly r?: readonly [readonly number[], readonly (readonly number[])[]];
  readonly e?: string;
  /**
   * Rates of runs that the plan was made with: runs of devices with the same, in the order of the devices. How many, label,
   * fixed µs, bytes per ms in, bytes per ms out; how many alone = the published rates.
   */
  readonly f?: readonly (readonly number[])[];
}
