// Two results side by side, as sentences and tables. Loaded when something is compared.
export type * from './types.ts';
export { compareResults } from './compare-results.ts';
