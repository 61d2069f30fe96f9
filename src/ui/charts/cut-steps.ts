/** Legal cuts that PageUp and PageDown pass over. */
const PAGE_STEPS = 10;

/** Where a key takes a handle; undefined for keys that do not move it. `depths` ascending. */
export function depthForKey(
  key: string,
  afterDepth: number,
  depths: readonly number[],
): number | undefined {
  const later = depths.filter((depth) => depth > afterDepth);
  const earlier = depths.filter((depth) => depth < afterDepth);
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return later[0] ?? afterDepth;
    case 'ArrowLeft':
    case 'ArrowDown':
      return earlier.at(-1) ?? afterDepth;
    case 'PageUp':
      return later[PAGE_STEPS - 1] ?? later.at(-1) ?? afterDepth;
    case 'PageDown':
      return earlier.at(-PAGE_STEPS) ?? earlier[0] ?? afterDepth;
    case 'Home':
      return depths[0] ?? afterDepth;
    case 'End':
      return depths.at(-1) ?? afterDepth;
    default:
      return undefined;
  }
}
