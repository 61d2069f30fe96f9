// Compiled models: reads `.tflite` files that went through the Edge TPU compiler (operator, DWN1 package, executables),
// writes packages of the same structure, and reads what the compiler prints. The runtime in wasm/ reads packages itself.
export type * from './types.ts';
export { EDGETPU_CUSTOM_OP, isCompiled, readPackage } from './custom-op.ts';
export {
  assignRoles,
  instructionBytes,
  parameterBytes,
  readBarePackage,
  RUNTIME_VERSION,
} from './read-package.ts';
export { isVariableOutput } from './read-layer.ts';
export { readCompilerOutput, readSize } from './compiler-output.ts';
export type { CompilerOutput, CompilerReport } from './compiler-output.ts';
export { isOperationLog, readOperationLog } from './operation-log.ts';
export type { OperationLog, OperationLogEntry } from './operation-log.ts';
export { writePackage } from './write-package.ts';
export type { PackageContent } from './write-package.ts';
export { writeCustomOptions } from './flex-writer.ts';
export type { CustomOpOptions } from './flex-writer.ts';
