// Refinement of depth cuts with a compiler in the loop, after the paper: from the first segment on, while a segment uses
// host memory, its end cut moves one depth earlier; if the last segment still uses host memory, from the last back to
// the first, start cuts move later. A pure step function: whoever holds a compiler (the memory model here, the vendor's
// compiler on the command line, files that a person drops) compiles what a step asks for and calls the next.

/** What a compiler says of one segment. "Uses host memory" means bytes that a better cut could save. */
export interface CompiledSegment {
  /** Bytes off chip, less those that no cut can bring on chip. */
  readonly avoidableBytes: number;
  /** Estimated or measured; only compared with one another. */
  readonly stageMs: number;
}

/** How good a set of cuts is. */
export interface RefineScore {
  readonly avoidableBytes: number;
  readonly bottleneckMs: number;
}

/** Cuts that want to be compiled next; pass the compiled segments, in order, to `refineNext`. */
export interface RefineState {
  readonly kind: 'compile';
  readonly depthCount: number;
  readonly cutAfterDepths: readonly number[];
  /** Segments that differ from the step before: the others need not be compiled again. */
  readonly changedSegments: readonly number[];
  readonly direction: 'forward' | 'backward';
  readonly segmentIndex: number;
  readonly best: { readonly cutAfterDepths: readonly number[]; readonly score: RefineScore } | null;
  /** Least values seen up to the start of this pass, and up to now. */
  readonly leastBefore: RefineScore;
  readonly least: RefineScore;
}

export interface RefineDone {
  readonly kind: 'done';
  /** The best cuts seen. */
  readonly cutAfterDepths: readonly number[];
  readonly score: RefineScore;
}

const NOTHING_SEEN: RefineScore = { avoidableBytes: Infinity, bottleneckMs: Infinity };

/** Begins with the given cuts (ascending depths after which to cut, at least one). */
export function startRefine(depthCount: number, cutAfterDepths: readonly number[]): RefineState {
  return {
    kind: 'compile',
    depthCount,
    cutAfterDepths,
    changedSegments: Array.from({ length: cutAfterDepths.length + 1 }, (_, index) => index),
    direction: 'forward',
    segmentIndex: 0,
    best: null,
    leastBefore: NOTHING_SEEN,
    least: NOTHING_SEEN,
  };
}

/**
 * The next cuts to compile, or the end: when no segment uses host memory, or when a whole pass has lowered neither the
 * bytes in host memory nor the slowest stage below what was seen before it.
 */
export function refineNext(
  state: RefineState,
  compiled: readonly CompiledSegment[],
): RefineState | RefineDone {
  const score = scoreOf(compiled);
  const { cutAfterDepths } = state;
  const isBest = state.best === null || isBetter(score, state.best.score);
  const best = isBest || state.best === null ? { cutAfterDepths, score } : state.best;
  if (score.avoidableBytes === 0) return { kind: 'done', ...best };
  let next: RefineState = { ...state, best, least: leastOf(state.least, score) };
  for (;;) {
    const moved = moveCut(next, compiled);
    if (moved !== null) return moved;
    const turned = nextSegment(next, compiled);
    if (turned === null) return { kind: 'done', ...best };
    next = turned;
  }
}

function scoreOf(compiled: readonly CompiledSegment[]): RefineScore {
  return {
    avoidableBytes: compiled.reduce((sum, segment) => sum + segment.avoidableBytes, 0),
    bottleneckMs: compiled.reduce((most, { stageMs }) => Math.max(most, stageMs), 0),
  };
}

/** No host memory beats any; otherwise time decides, because bytes can be saved by overloading one segment. */
function isBetter(a: RefineScore, b: RefineScore): boolean {
  const isFree = a.avoidableBytes === 0;
  if (isFree !== (b.avoidableBytes === 0)) return isFree;
  if (a.bottleneckMs !== b.bottleneckMs) return a.bottleneckMs < b.bottleneckMs;
  return a.avoidableBytes < b.avoidableBytes;
}

function leastOf(a: RefineScore, b: RefineScore): RefineScore {
  return {
    avoidableBytes: Math.min(a.avoidableBytes, b.avoidableBytes),
    bottleneckMs: Math.min(a.bottleneckMs, b.bottleneckMs),
  };
}

/** Makes the segment at hand one depth shorter if it uses host memory and has a depth to spare. */
function moveCut(state: RefineState, compiled: readonly CompiledSegment[]): RefineState | null {
  const { segmentIndex, direction, cutAfterDepths, depthCount } = state;
  const isForward = direction === 'forward';
  const cutIndex = isForward ? segmentIndex : segmentIndex - 1;
  if (cutIndex < 0 || cutIndex >= cutAfterDepths.length) return null;
  if ((compiled[segmentIndex]?.avoidableBytes ?? 0) === 0) return null;
  const last = cutAfterDepths[segmentIndex] ?? depthCount - 1;
  const first = segmentIndex === 0 ? 0 : (cutAfterDepths[segmentIndex - 1] ?? 0) + 1;
  if (first >= last) return null;
  const step = isForward ? -1 : 1;
  return {
    ...state,
    cutAfterDepths: cutAfterDepths.map((depth, index) =>
      index === cutIndex ? depth + step : depth,
    ),
    changedSegments: [cutIndex, cutIndex + 1],
  };
}

/** Goes on to the next segment, turns around at the last, begins another pass at the first; null at the end. */
function nextSegment(state: RefineState, compiled: readonly CompiledSegment[]): RefineState | null {
  const { segmentIndex, direction, cutAfterDepths } = state;
  const lastIndex = cutAfterDepths.length;
  if (direction === 'forward' && segmentIndex < lastIndex) {
    return { ...state, segmentIndex: segmentIndex + 1 };
  }
  const lastUsesHost = (compiled[lastIndex]?.avoidableBytes ?? 0) > 0;
  if (direction === 'forward' && lastUsesHost) return { ...state, direction: 'backward' };
  if (direction === 'backward' && segmentIndex > 0) {
    return { ...state, segmentIndex: segmentIndex - 1 };
  }
  const { least, leastBefore } = state;
  const hasImproved =
    least.avoidableBytes < leastBefore.avoidableBytes ||
    least.bottleneckMs < leastBefore.bottleneckMs;
  if (!hasImproved) return null;
  return { ...state, direction: 'forward', segmentIndex: 0, leastBefore: least };
}
