// Sample models from skeletons of some kilobytes: list, rebuild, check. Pure; `node.ts` and `web.ts` hold the platforms
// and are imported by their own paths, so that neither reaches the other's bundle.
export type * from './types.ts';
export * from './samples.ts';
export { parseSampleIndex } from './sample-index.ts';
export { packSkeleton } from './packed.ts';
export type { Fill } from './fill.ts';
