// What writes result links. Loaded when the first result is there, not before; apart from what reads them, because the
// address of every visit has a link that was written, and few visits have one to read.
export { encodeLink } from '../share/index.ts';
export { sharedResultOfState } from './shared-result.ts';
