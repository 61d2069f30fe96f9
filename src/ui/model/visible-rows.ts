/** Rows drawn beyond each edge of the window, so that scrolling by a little needs no drawing. */
const OVERSCAN_ROWS = 8;

/** Which rows of a long table are drawn: `first` up to but without `end`, and the height of what is left out before them. */
export interface VisibleRows {
  readonly first: number;
  readonly end: number;
  readonly offsetPx: number;
}

/** The window into `rowCount` rows of one height, for a scroll position. */
export function visibleRows(
  rowCount: number,
  rowHeightPx: number,
  { scrollTopPx, heightPx }: { readonly scrollTopPx: number; readonly heightPx: number },
): VisibleRows {
  const first = Math.max(0, Math.floor(scrollTopPx / rowHeightPx) - OVERSCAN_ROWS);
  const end = Math.min(rowCount, Math.ceil((scrollTopPx + heightPx) / rowHeightPx) + OVERSCAN_ROWS);
  return { first: Math.min(first, end), end, offsetPx: Math.min(first, end) * rowHeightPx };
}

/** Scroll position that brings a row into view, moving as little as possible. */
export function scrollToRow(
  rowIndex: number,
  rowHeightPx: number,
  { scrollTopPx, heightPx }: { readonly scrollTopPx: number; readonly heightPx: number },
): number {
  const topPx = rowIndex * rowHeightPx;
  if (topPx < scrollTopPx) return topPx;
  const bottomPx = topPx + rowHeightPx;
  return bottomPx > scrollTopPx + heightPx ? bottomPx - heightPx : scrollTopPx;
}
