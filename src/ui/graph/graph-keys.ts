// Keys on the graph: arrows walk along the tensors, plus and minus zoom. Says what a key asks for; the element does it.
import type { Point, WalkDirection } from '../../report/index.ts';

export type GraphKey =
  | { readonly kind: 'walk'; readonly direction: WalkDirection }
  | { readonly kind: 'pan'; readonly by: Point }
  | { readonly kind: 'zoom'; readonly direction: 1 | -1 }
  | { readonly kind: 'fit' }
  | { readonly kind: 'end'; readonly isFirst: boolean }
  | { readonly kind: 'select' };

const PAN_STEP_PX = 80;

const ARROWS: Readonly<Record<string, { readonly direction: WalkDirection; readonly pan: Point }>> =
  {
    ArrowLeft: { direction: 'left', pan: { x: PAN_STEP_PX, y: 0 } },
    ArrowRight: { direction: 'right', pan: { x: -PAN_STEP_PX, y: 0 } },
    ArrowUp: { direction: 'up', pan: { x: 0, y: PAN_STEP_PX } },
    ArrowDown: { direction: 'down', pan: { x: 0, y: -PAN_STEP_PX } },
  };

/** What a key asks for; null where it is none of the graph's. */
export function readGraphKey(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): GraphKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const arrow = ARROWS[event.key];
  if (arrow !== undefined) {
    return event.shiftKey
      ? { kind: 'pan', by: arrow.pan }
      : { kind: 'walk', direction: arrow.direction };
  }
  switch (event.key) {
    case '+':
    case '=':
      return { kind: 'zoom', direction: 1 };
    case '-':
      return { kind: 'zoom', direction: -1 };
    case '0':
      return { kind: 'fit' };
    case 'Home':
    case 'End':
      return { kind: 'end', isFirst: event.key === 'Home' };
    case 'Enter':
    case ' ':
      return { kind: 'select' };
    default:
      return null;
  }
}
