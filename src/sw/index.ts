// The page's side; `service-worker.ts` is built by itself.
export { takeLaunchedFiles } from './launched-files.ts';
export { keepOffline } from './updates.ts';
export type { Update, UpdatePlatform } from './updates.ts';
