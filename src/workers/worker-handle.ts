// A worker as the page's side holds it.
import { wrap } from 'comlink';

/** A running worker. `whenDead` resolves when it died by itself (script or memory error). */
export interface WorkerHandle<Api> {
  readonly api: Api;
  readonly whenDead: Promise<string>;
  readonly end: () => void;
}

/** The handle of a worker that exposes `Api`. Its methods return promises already, so Comlink's shape is the same. */
export function handleOf<Api>(worker: Worker): WorkerHandle<Api> {
  const whenDead = new Promise<string>((resolve) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      resolve(event.message || 'The worker script could not be loaded or stopped.');
    });
    worker.addEventListener('messageerror', () => {
      resolve('A message could not be read.');
    });
  });
  return {
    api: wrap<Api>(worker) as Api,
    whenDead,
    end: () => {
      worker.terminate();
    },
  };
}
