// Callbacks that cross the worker boundary and end with their call.
import { proxy } from 'comlink';

/**
 * Makes a call with a listener that crosses the boundary, null where nobody listens. Progress has a message channel of
 * its own, so it may arrive after the result of its call; what comes late is dropped, or it would replace the result.
 */
export async function listenUntilSettled<Event, T>(
  listener: ((event: Event) => void) | undefined,
  call: (listener: ((event: Event) => void) | null) => Promise<T>,
): Promise<T> {
  if (listener === undefined) return call(null);
  let isSettled = false;
  const gate = (event: Event): void => {
    if (!isSettled) listener(event);
  };
  try {
    return await call(proxy(gate));
  } finally {
    isSettled = true;
  }
}
