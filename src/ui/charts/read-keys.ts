/** What a chart's plot can be read at: whole numbers, and how many of them PageUp and PageDown pass. */
export interface ReadRange {
  readonly least: number;
  readonly most: number;
  readonly page: number;
}

/** Where a key takes the reading of a plot that is a slider; null for keys that do not move it. */
export function readingForKey(key: string, now: number, range: ReadRange): number | null {
  const wanted = wantedByKey(key, now, range);
  return wanted === null ? null : Math.min(Math.max(wanted, range.least), range.most);
}

/** Depths that PageUp and PageDown pass over. */
const PAGE_DEPTHS = 10;

/** Which depth a key reads in a profile; the first press starts at its beginning. */
export function depthForReadKey(
  key: string,
  depth: number | null,
  depthCount: number,
): number | null {
  return readingForKey(key, depth ?? -1, { least: 0, most: depthCount - 1, page: PAGE_DEPTHS });
}

function wantedByKey(key: string, now: number, { least, most, page }: ReadRange): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return now + 1;
    case 'ArrowLeft':
    case 'ArrowDown':
      return now - 1;
    case 'PageUp':
      return now + page;
    case 'PageDown':
      return now - page;
    case 'Home':
      return least;
    case 'End':
      return most;
    default:
      return null;
  }
}
