// The page's side of the service worker: registers it, and tells of a newer build that is ready.
import type { WorkerRequest } from './worker-request.ts';

/** How long a look for a newer version counts. The browser itself looks at every visit. */
const LOOK_AGAIN_AFTER_MS = 60 * 60 * 1000;

/** How long a newer build may take to take over before the page goes on without that. */
const TAKE_OVER_MS = 3000;

/** What it needs from the page it runs in. */
export interface UpdatePlatform {
  readonly container: ServiceWorkerContainer;
  readonly workerUrl: string;
  /** The page's own code: a build that has this very file is the page's own build. */
  readonly pageScriptUrl: string;
  /** Calls when the person comes back to the page. */
  readonly onReturn: (call: () => void) => void;
  readonly now: () => number;
  readonly after: (ms: number, call: () => void) => void;
  readonly reload: () => void;
}

/** A newer build that is ready to take over. */
export interface Update {
  /** Lets it take over, then reloads this page, and only this one. */
  readonly load: () => void;
}

/**
 * Has the files of the page kept for visits without a network; `onUpdate` is called once a newer build is ready. Where
 * storage or service workers are switched off, nothing is kept and the page works all the same.
 */
export async function keepOffline(
  platform: UpdatePlatform,
  onUpdate: (update: Update) => void,
): Promise<void> {
  const { container, workerUrl } = platform;
  try {
    // A proxy or a host may let the script be kept for hours; the browser must see a new one at once.
    const registration = await container.register(workerUrl, { updateViaCache: 'none' });
    watch(registration, platform, onUpdate);
  } catch {
    // As said above.
  }
}

function watch(
  registration: ServiceWorkerRegistration,
  platform: UpdatePlatform,
  onUpdate: (update: Update) => void,
): void {
  const look = async (worker: ServiceWorker): Promise<void> => {
    if (await holds(worker, platform.pageScriptUrl)) {
      // The page came with this very build from the network; the worker only follows.
      take(worker);
    } else {
      onUpdate({
        load: () => {
          loadUpdate(worker, registration, platform);
        },
      });
    }
  };
  if (registration.waiting !== null) void look(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      // Without one before it, a worker does not wait: that is the first visit.
      if (worker.state === 'installed' && registration.active !== null) void look(worker);
    });
  });
  let lookedAt = platform.now();
  platform.onReturn(() => {
    if (platform.now() - lookedAt < LOOK_AGAIN_AFTER_MS) return;
    lookedAt = platform.now();
    registration.update().catch(() => {
      // No network: the next return tries again.
    });
  });
}

function loadUpdate(
  worker: ServiceWorker,
  registration: ServiceWorkerRegistration,
  platform: UpdatePlatform,
): void {
  // The browser may say that the worker waits before it says so of the registration. A still newer one replaces it.
  const waiting = worker.state === 'installed' ? worker : registration.waiting;
  // Another page of Reef may have let it take over already.
  if (waiting === null) {
    platform.reload();
    return;
  }
  platform.container.addEventListener('controllerchange', platform.reload, { once: true });
  take(waiting);
  platform.after(TAKE_OVER_MS, () => {
    // A browser may hold the older worker for answers that have long been read. It can hand out the newer page itself,
    // and goes when this page has gone.
    registration.active?.postMessage({ kind: 'step-aside' } satisfies WorkerRequest);
    platform.reload();
  });
}

function take(worker: ServiceWorker): void {
  worker.postMessage({ kind: 'take-over' } satisfies WorkerRequest);
}

/** Asks a worker whether a file is of its build. */
function holds(worker: ServiceWorker, url: string): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => {
      port1.close();
      resolve(data === true);
    };
    worker.postMessage({ kind: 'holds', url } satisfies WorkerRequest, [port2]);
  });
}
