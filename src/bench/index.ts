// Plan or folder of segments to a Run: pipelined execution on real, virtual and CPU devices, measured and checked.
export * from './types.ts';
export { acceleratorDevice, type AcceleratorDeviceOptions } from './accelerator-device.ts';
export { openCompiledSegment, type CompiledSegment } from './compiled-segment.ts';
export { cpuDevice } from './cpu-device.ts';
export { inputTensorsOf, makeFeed, type InputChoice } from './inputs.ts';
export { runPipeline, type Feed, type PipelineStages } from './run-pipeline.ts';
export { runOf, type ExpectedTimes } from './run-figures.ts';
export { runSegments, type SegmentsRequest } from './run-segments.ts';
export {
  openVirtualDevices,
  type VirtualDevices,
  type VirtualDevicesContext,
} from './virtual-devices.ts';
