// Time as the virtual accelerators see it. Two clocks behind one interface: one follows the wall clock (answers come at
// deadlines a person could wait for), one is a discrete-event clock that jumps to the next event when the host is idle.

export interface VirtualClock {
  /** Milliseconds since the clock was made. */
  now(): number;
  /** Calls `action` once `now()` has reached `atMs`; at once, in a later turn, when that is past. */
  at(atMs: number, action: () => void): void;
  /** Keeps time from jumping while something outside the clock works (an interpreter); call the result to let go. */
  hold(): () => void;
}

/** Puts a turn of the event loop between now and `action`, after every promise reaction that is already due. */
export type Defer = (action: () => void) => void;

/** A clock whose milliseconds are real ones. `nowMs` and `wait` are the platform's (performance.now, setTimeout). */
export function wallClock(
  nowMs: () => number,
  wait: (action: () => void, ms: number) => unknown,
): VirtualClock {
  const startMs = nowMs();
  return {
    now: () => nowMs() - startMs,
    at: (atMs, action) => void wait(action, Math.max(0, atMs - (nowMs() - startMs))),
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
      const next = popEarliest(queue);
      if (next === undefined) return;
      currentMs = Math.max(currentMs, next.atMs);
      next.action();
      pump();
    });
  };

  return {
    now: () => currentMs,
    at: (atMs, action) => {
      pushSorted(queue, { atMs, order: nextOrder++, action });
      pump();
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
function pushSorted(queue: TimedAction[], entry: TimedAction): void {
  let position = queue.length;
  while (position > 0 && isEarlier(queue[position - 1], entry)) position--;
  queue.splice(position, 0, entry);
}

function isEarlier(a: TimedAction | undefined, b: TimedAction): boolean {
  return a !== undefined && (a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));
}

function popEarliest(queue: TimedAction[]): TimedAction | undefined {
  return queue.pop();
}
