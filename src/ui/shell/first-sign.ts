// What the first view does without, and only a person needs, is loaded once there is a sign of one: whoever only looks,
// or has the page opened for them, does not pay for it.

const SIGNS = ['pointermove', 'pointerdown', 'wheel', 'keydown', 'dragenter'] as const;

/** Calls back once, at the first sign that somebody is at the page. */
export function onFirstSign(call: () => void, signal: AbortSignal): void {
  const waiting = new AbortController();
  const stop = (): void => {
    waiting.abort();
  };
  signal.addEventListener('abort', stop, { signal: waiting.signal });
  for (const sign of SIGNS) {
    window.addEventListener(
      sign,
      () => {
        stop();
        call();
      },
      // Before whoever answers the event itself, and also where that one keeps it.
      { signal: waiting.signal, capture: true, passive: true },
    );
  }
}
