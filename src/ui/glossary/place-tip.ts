const GAP_PX = 6;
const MARGIN_PX = 8;

/** Puts a shown tip below its anchor, or above where there is no room, inside the window. */
export function placeTip(tip: HTMLElement, anchor: DOMRect, gapPx = GAP_PX): void {
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(anchor.left, window.innerWidth - width - MARGIN_PX);
  const isRoomBelow = anchor.bottom + gapPx + height + MARGIN_PX <= window.innerHeight;
  const top = isRoomBelow ? anchor.bottom + gapPx : anchor.top - gapPx - height;
  tip.style.left = `${String(Math.max(MARGIN_PX, left))}px`;
  tip.style.top = `${String(Math.max(MARGIN_PX, top))}px`;
}
