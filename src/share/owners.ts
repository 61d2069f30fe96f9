import type { SharedSegment } from './types.ts';

type DepthRange = Pick<SharedSegment, 'firstDepth' | 'lastDepth'>;

/** The segment that a depth belongs to where nothing else is said: the first that reaches so far. */
export function ownerOfDepth(segments: readonly DepthRange[], depth: number): number {
  const found = segments.findIndex(({ lastDepth }) => depth <= lastDepth);
  return found < 0 ? Math.max(0, segments.length - 1) : found;
}

/** True where devices stand on a bus together: then plans load it with more than the figures of their stages tell. */
export function hasSharedBus(devices: readonly { readonly bus: number }[]): boolean {
  return new Set(devices.map(({ bus }) => bus)).size < devices.length;
}
