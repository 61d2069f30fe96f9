// A Coral accelerator in software, one level below the driver: chip, endpoints, boot loader, WebUSB face, faults.
// Written from the protocol reference alone. Everything that comes from it is *simulated*, never measured.
export * from './chip.ts';
export * from './clock.ts';
export * from './descriptors.ts';
export * from './faults.ts';
export * from './program.ts';
export * from './usb-device.ts';
export * from './usb.ts';
export { compileVirtually, VIRTUAL_COMPILER_VERSION } from './compiler/compile.ts';
export type { VirtualCompilation } from './compiler/compile.ts';
export { VIRTUAL_CHIP } from './compiler/executables.ts';
export { VirtualProgramLibrary } from './compiler/program-library.ts';
export type { AnnouncedPackage } from './compiler/program-library.ts';
export { INSTANT_RATES, VirtualBus } from './bus.ts';
export { compilerText, operationLogText } from './compiler/compiler-text.ts';
export type { CompiledNames } from './compiler/compiler-text.ts';
