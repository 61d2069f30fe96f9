// Bytes to Model and back. The only place (with edgetpu/package and wasm/) that knows a flatbuffer exists.
export type * from './types.ts';
export { checkCuttable, COMPILED_OPERATOR, isCompiledModel } from './check-cuttable.ts';
export { checkFileSize, readModel } from './read.ts';
export { sniffFile } from './sniff.ts';
export { writeModel, writeSegment } from './write.ts';
export { CAST_SUFFIX } from './write-subgraph.ts';
export { hasOutsideWeights } from './outside-weights.ts';
