// Plan and run to a link and back. A link holds a fingerprint and numbers, never weights or tensor names.
export * from './types.ts';
export { decodeLink, isResultLink } from './decode.ts';
export { encodeLink, MAX_NAME_CHARACTERS } from './encode.ts';
export { sharedResultOf, sharedRunOf } from './from-plan.ts';
export type { ShareSource } from './from-plan.ts';
export { devicesOfShared, parametersByDepth, planOfShared, timelineOfShared } from './to-plan.ts';
