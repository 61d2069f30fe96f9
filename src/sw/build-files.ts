// What the service worker knows of a file: where it lies, by which key it is kept, and when the network is asked first.

/** Path below the page's folder, and the SHA-256 of the content in base64. */
export type BuildFile = readonly [path: string, sha256: string];

/** The page itself: the folder, as hosts serve it, rather than `index.html`, which some of them redirect. */
export const SHELL_PATH = './';

/** Of a URL, its path below the folder that the service worker serves; null outside it. Queries do not count. */
export function pathBelow(scope: string, url: string): string | null {
  const [bare = ''] = url.split(/[?#]/);
  if (!bare.startsWith(scope)) return null;
  const path = bare.slice(scope.length);
  return path === '' || path === 'index.html' ? SHELL_PATH : path;
}

/** The same path with other content has another key, so that builds share what they have in common. */
export function cacheKey(url: string, sha256: string): string {
  return `${url}?sha256=${encodeURIComponent(sha256)}`;
}

/** True for files that carry a hash in their name and thus never change. */
export function isNeverChanged(path: string): boolean {
  return path.startsWith('assets/');
}

/**
 * On the computer that serves the page, an answer is immediate or never: ask it first, so that what was just built is what
 * is shown. Elsewhere what is kept comes first, and a newer version is offered.
 */
export function asksNetworkFirst(hostname: string, path: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) && !isNeverChanged(path);
}
