// What reads result links. Loaded when the first link is opened, or pins are kept, not before.
export { decodeLink } from '../share/index.ts';
