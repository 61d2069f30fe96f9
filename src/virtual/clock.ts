// Time as the virtual accelerators see it. Two clocks behind one interface: one follows the wall clock (answers come at
// deadlines a person could wait for), one is a discrete-event clock that jumps to the next event when the host is idle.

export interface VirtualClock {
  /** Milliseconds since the clock was made. */
  now(): number;
  /**
   * Calls `action` once `now()` has reached `atMs`; at once, in a later turn, when that is past. The result takes it
   * back: a time-out that is no longer needed must not make time jump to it.
   */
  at(atMs: number, action: () => void): () => void;
  /** Keeps time from jumping while something outside the clock works (an interpreter); call the result to let go. */
  hold(): () => void;
}

/** Puts a turn of the event loop between now and `action`, after every promise reaction that is already due. */
export type Defer = (action: () => void) => void;

/** What a wall clock needs of its platform: performance.now, setTimeout, setImmediate or a message port. */
export interface WallClockPlatform {
  readonly nowMs: () => number;
  readonly wait: (action: () => void, ms: number) => unknown;
  readonly defer: Defer;
}

/** Timers fire up to this much late (browsers clamp nested ones to 4 ms), so the last stretch is waited turn by turn. */
const TIMER_SLACK_MS = 5;

/**
 * A clock whose milliseconds are real ones, precise to a turn of the event loop. While an action runs it says the time at
 * which that was due: a device does not wait for a host that is late, so what follows from a deadline follows it in time.
 */
export function wallClock(platform: WallClockPlatform): VirtualClock {
  const startMs = platform.nowMs();
  let dueMs: number | null = null;
  const now = (): number => dueMs ?? platform.nowMs() - startMs;
  const pending: (TimedAction & { readonly askedMs: number })[] = [];
  let nextOrder = 0;
  let isPolling = false;

  const poll = (): void => {
    const waiting = pending.at(-1);
    if (waiting === undefined) {
      isPolling = false;
      return;
    }
    const leftMs = waiting.atMs - now();
    if (leftMs <= 0) {
      pending.pop();
      // An action that was asked for late was not due before that.
      dueMs = Math.max(waiting.atMs, waiting.askedMs);
      try {
        waiting.action();
      } finally {
        dueMs = null;
      }
      platform.defer(poll);
    } else if (leftMs > TIMER_SLACK_MS) {
      // Something earlier may be asked for meanwhile; then this wait ends early and the poll goes on.
      isPolling = false;
      platform.wait(wake, leftMs - TIMER_SLACK_MS);
    } else {
      platform.defer(poll);
    }
  };
  const wake = (): void => {
    if (isPolling) return;
    isPolling = true;
    platform.defer(poll);
  };

  return {
    now,
    at: (atMs, action) => {
      const entry = { atMs, order: nextOrder++, action, askedMs: now() };
      pushSorted(pending, entry);
      wake();
      return () => {
        remove(pending, entry);
      };
    },
    hold: () => () => undefined,
  };
}

interface TimedAction {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

/**
 * A clock that jumps: when a turn of the event loop has passed without anything else happening, it moves to the next
 * event. Events at the same time run in the order in which they were asked for, so a run is reproducible.
 */
export function eventClock(defer: Defer): VirtualClock {
  const queue: TimedAction[] = [];
  let currentMs = 0;
  let nextOrder = 0;
  let holds = 0;
  let isPumping = false;

  const pump = (): void => {
    if (isPumping || holds > 0 || queue.length === 0) return;
    isPumping = true;
    defer(() => {
      isPumping = false;
      if (holds > 0) return;
      const next = queue.pop();
      if (next === undefined) return;
      currentMs = Math.max(currentMs, next.atMs);
      next.action();
      pump();
    });
  };

  return {
    now: () => currentMs,
    at: (atMs, action) => {
      const entry = { atMs, order: nextOrder++, action };
      pushSorted(queue, entry);
      pump();
      return () => {
        remove(queue, entry);
      };
    },
    hold: () => {
      holds++;
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holds--;
        pump();
      };
    },
  };
}

/** Keeps the queue sorted latest first, so that the earliest is popped from the end. Queues stay short. */
function pushSorted<T extends TimedAction>(queue: T[], entry: T): void {
  let position = queue.length;
  while (position > 0 && isEarlier(queue[position - 1], entry)) position--;
  queue.splice(position, 0, entry);
}

function remove<T extends TimedAction>(queue: T[], entry: T): void {
  const position = queue.indexOf(entry);
  if (position >= 0) queue.splice(position, 1);
}

function isEarlier(a: TimedAction | undefined, b: TimedAction): boolean {
  return a !== undefined && (a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));
}
