// Service worker: keeps every file of the build, so that all of Reef works without a network after the first visit.
//
// One cache holds the files of all builds that open pages may still ask for, keyed by path and content: an update fetches
// only what changed, and a page of an older build finds its own files until it is closed. A newer worker waits until a
// person asks for it (`take-over`); it never takes a page away by itself.
import {
  asksNetworkFirst,
  cacheKey,
  isNeverChanged,
  pathBelow,
  SHELL_PATH,
} from './build-files.ts';
import type { BuildFile } from './build-files.ts';
import type { WorkerRequest } from './worker-request.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build (scripts/lib/offline-build.mjs). */
declare const REEF_BUILD_FILES: readonly BuildFile[];

/** Files that are fetched at the same time while installing. */
const PARALLEL_FETCHES = 6;

/** True once the person has asked for a newer build that could not take over. */
let isSteppingAside = false;

const { scope } = self.registration;
const cacheName = `reef ${scope}`;
const keys: ReadonlyMap<string, string> = new Map(
  REEF_BUILD_FILES.map(([path, sha256]) => [path, cacheKey(urlOf(path), sha256)]),
);

self.addEventListener('install', (event) => {
  event.waitUntil(fetchMissing());
});

self.addEventListener('activate', (event) => {
  // The page of the first visit, too, gets what it loads later from here.
  event.waitUntil(self.clients.claim());
});

self.addEventListener('message', (event) => {
  const request = event.data as WorkerRequest;
  if (request.kind === 'take-over') event.waitUntil(self.skipWaiting());
  else if (request.kind === 'step-aside') isSteppingAside = true;
  else event.ports[0]?.postMessage(keys.has(pathBelow(scope, request.url) ?? ''));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = pathBelow(scope, request.url);
  if (request.method !== 'GET' || path === null) return;
  if (request.mode === 'navigate') {
    // Files that are opened by themselves, and other pages below this folder, are not the page.
    if (path !== SHELL_PATH) return;
    event.waitUntil(forgetOtherBuilds([event.clientId, event.resultingClientId]));
  }
  event.respondWith(answer(request, path));
});

async function answer(request: Request, path: string): Promise<Response> {
  if (asksNetworkFirst(self.location.hostname, path)) {
    try {
      return await fetch(request);
    } catch {
      // The server is not running: what is kept will do.
    }
  }
  return (await kept(path)) ?? fetch(request);
}

async function kept(path: string): Promise<Response | undefined> {
  const cache = await caches.open(cacheName);
  const key = (isSteppingAside && path === SHELL_PATH && (await newerShell())) || keys.get(path);
  if (key !== undefined) return cache.match(key, { ignoreVary: true });
  // A page of another build asks for a file of its own.
  return isNeverChanged(path)
    ? cache.match(urlOf(path), { ignoreSearch: true, ignoreVary: true })
    : undefined;
}

/** Key of the page of a build that was kept after this one. */
async function newerShell(): Promise<string | undefined> {
  const cache = await caches.open(cacheName);
  const shells = await cache.keys(urlOf(SHELL_PATH), { ignoreSearch: true, ignoreVary: true });
  return shells.map(({ url }) => url).findLast((url) => url !== keys.get(SHELL_PATH));
}

/** Fetches what is not kept yet. A build counts as installed only when every file is there and is the one that was built. */
async function fetchMissing(): Promise<void> {
  const cache = await caches.open(cacheName);
  const files = [...REEF_BUILD_FILES];
  const fetchNext = async (): Promise<void> => {
    for (let file = files.pop(); file !== undefined; file = files.pop()) {
      const [path, sha256] = file;
      const key = cacheKey(urlOf(path), sha256);
      if ((await cache.match(key)) === undefined)
        await cache.put(key, await fetchFile(path, sha256));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_FETCHES }, fetchNext));
}

/** The browser refuses content that is not what was built: a host that is half-way through an update, for instance. */
async function fetchFile(path: string, sha256: string): Promise<Response> {
  const response = await fetch(urlOf(path), {
    integrity: `sha256-${sha256}`,
    cache: isNeverChanged(path) ? 'default' : 'no-cache',
  });
  if (!response.ok) throw new Error(`${path}: ${String(response.status)}`);
  // A navigation may not be answered with a response that was redirected.
  const { body, status, headers, redirected } = response;
  return redirected ? new Response(body, { status, headers }) : response;
}

/** Removes files of other builds once no page but those that come and go with this navigation can ask for them. */
async function forgetOtherBuilds(navigating: readonly string[]): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const others = pages.filter(
    ({ id, url }) => pathBelow(scope, url) !== null && !navigating.includes(id),
  );
  // A newer worker that waits has already put its files here.
  const { waiting, installing } = self.registration;
  if (others.length > 0 || waiting !== null || installing !== null) return;
  const own = new Set(keys.values());
  const cache = await caches.open(cacheName);
  const stale = (await cache.keys()).filter(({ url }) => !own.has(url));
  await Promise.all(stale.map((request) => cache.delete(request)));
}

function urlOf(path: string): string {
  return new URL(path, scope).href;
}
