// Labels that must not lie on each other: end labels of lines (vertical), captions under cuts (horizontal).

/** Moves labels apart so that neighbours are at least `gapPx` apart and all lie in [min, max]; keeps their order. O(n²) at most. */
export function spreadLabels(
  wanted: readonly number[],
  gapPx: number,
  range: readonly [min: number, max: number],
): readonly number[] {
  const order = wanted.map((_, index) => index).sort((one, other) => wanted[one]! - wanted[other]!);
  const placed = order.map((index) => wanted[index]!);
  // Groups of touching labels are centred on the mean of what they want (pool adjacent violators).
  const groups: { sum: number; count: number; centre: number }[] = [];
  placed.forEach((value) => {
    let group = { sum: value, count: 1, centre: value };
    for (let last = groups.at(-1); last !== undefined; last = groups.at(-1)) {
      const reach = ((last.count + group.count) / 2) * gapPx;
      if (group.centre - last.centre >= reach) break;
      groups.pop();
      const sum = last.sum + group.sum;
      const count = last.count + group.count;
      group = { sum, count, centre: sum / count };
    }
    const half = ((group.count - 1) / 2) * gapPx;
    group.centre = Math.min(Math.max(group.centre, range[0] + half), range[1] - half);
    groups.push(group);
  });
  const result = new Array<number>(wanted.length).fill(0);
  let position = 0;
  for (const group of groups) {
    for (let member = 0; member < group.count; member++) {
      const at = group.centre + (member - (group.count - 1) / 2) * gapPx;
      result[order[position]!] = at;
      position++;
    }
  }
  return result;
}

export interface CaptionRequest {
  /** Where the middle of the text should be. */
  readonly x: number;
  /** Text at full length, and shorter forms to fall back on; widths in px. */
  readonly forms: readonly { readonly text: string; readonly widthPx: number }[];
}

export interface PlacedCaption {
  readonly x: number;
  readonly row: number;
  readonly text: string;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface CaptionRoom {
  readonly rowCount: number;
  readonly left: number;
  readonly right: number;
  readonly gapPx: number;
}

/**
 * Places captions left to right in the first row with room: all at full length where that works; else short ones, of
 * which as many as there is room for grow again.
 */
export function placeCaptions(
  requests: readonly CaptionRequest[],
  room: CaptionRoom,
): readonly PlacedCaption[] {
  const full = tryForm(requests, room, 0);
  if (full.length === requests.length) return full.map((spot) => spot.caption);
  const formCount = Math.max(0, ...requests.map((request) => request.forms.length));
  let best = full;
  for (let form = 1; form < formCount; form++) {
    const placed = tryForm(requests, room, form);
    if (placed.length === requests.length) return growAgain(placed, requests, room);
    if (placed.length > best.length) best = placed;
  }
  return best.map((spot) => spot.caption);
}

interface Spot {
  readonly requestIndex: number;
  readonly caption: PlacedCaption;
  readonly span: Span;
}

function tryForm(
  requests: readonly CaptionRequest[],
  room: CaptionRoom,
  formIndex: number,
): readonly Spot[] {
  const placed: Spot[] = [];
  requests.forEach((request, requestIndex) => {
    const spot = findSpot(request, Math.min(formIndex, request.forms.length - 1), room, placed);
    if (spot !== null) placed.push({ ...spot, requestIndex });
  });
  return placed;
}

function growAgain(
  placed: readonly Spot[],
  requests: readonly CaptionRequest[],
  room: CaptionRoom,
): readonly PlacedCaption[] {
  const spots = [...placed];
  placed.forEach((short, position) => {
    const others = spots.filter((spot) => spot.requestIndex !== short.requestIndex);
    const grown = findSpot(requests[short.requestIndex]!, 0, room, others);
    if (grown !== null) spots[position] = { ...grown, requestIndex: short.requestIndex };
  });
  return spots.map((spot) => spot.caption);
}

/** The first row where this form touches nothing. */
function findSpot(
  request: CaptionRequest,
  formIndex: number,
  room: CaptionRoom,
  placed: readonly Spot[],
): Omit<Spot, 'requestIndex'> | null {
  const form = request.forms[formIndex];
  if (form === undefined) return null;
  const half = form.widthPx / 2;
  const x = Math.min(Math.max(request.x, room.left + half), room.right - half);
  const span = { from: x - half, to: x + half };
  for (let row = 0; row < room.rowCount; row++) {
    const taken = placed.filter((spot) => spot.caption.row === row).map((spot) => spot.span);
    const isFree = taken.every(
      (other) => span.from - room.gapPx >= other.to || span.to + room.gapPx <= other.from,
    );
    if (isFree) return { caption: { x, row, text: form.text }, span };
  }
  return null;
}
