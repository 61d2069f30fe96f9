/** What the page asks of a service worker. */
export type WorkerRequest =
  /** Does your build have this file? Answered with true or false on the port that comes along. */
  | { readonly kind: 'holds'; readonly url: string }
  /** Serve all pages from now on. */
  | { readonly kind: 'take-over' }
  /** Hand out the page of the newer build that waits. */
  | { readonly kind: 'step-aside' };
