// Bytes to Model and back. The only place (with edgetpu/package and wasm/) that knows a flatbuffer exists.
export type * from './types.ts';
export { checkFileSize, readModel } from './read.ts';
