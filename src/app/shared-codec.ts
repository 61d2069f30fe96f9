// What reads and writes result links. Loaded when the first link is opened or the first result is there, not before.
export { decodeLink, encodeLink } from '../share/index.ts';
export { sharedResultOfState } from './shared-result.ts';
