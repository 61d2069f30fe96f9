// This computer's CPU as a device: runs segments as they were cut, on the interpreter, measured.
import { ok } from '../base/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import { loadCpuPart } from './cpu-part.ts';
import type { RunDevice } from './types.ts';

/** One CPU device; several of them share the thread that they are made on. */
export function cpuDevice(runtime: CpuRuntime, now: () => number, name = 'CPU'): RunDevice {
  return {
    kind: 'cpu',
    name,
    link: 'pcie',
    clock: 'max',
    load: (segment) => {
      const loaded = loadCpuPart(runtime, segment);
      if (!loaded.ok) return Promise.resolve(loaded);
      const part = loaded.value;
      return Promise.resolve(
        ok({
          inputs: part.inputs,
          outputs: part.outputs,
          computesOutputs: true,
          ahead: 1,
          infer: (inputs) => {
            const startMs = now();
            const result = part.run(
              new Map(
                part.inputs.map((input, index) => [input, inputs[index] ?? new Uint8Array(0)]),
              ),
            );
            if (!result.ok) return Promise.resolve(result);
            const outputs = part.outputs.map(
              (output) => result.value.get(output) ?? new Uint8Array(0),
            );
            const timing = {
              ...{ inMs: 0, streamMs: 0, outMs: 0, cpuMs: 0, loadMs: 0 },
              computeMs: now() - startMs,
              bytesIn: inputs.reduce((sum, bytes) => sum + bytes.length, 0),
              bytesOut: outputs.reduce((sum, bytes) => sum + bytes.length, 0),
            };
            return Promise.resolve(ok({ outputs, timing }));
          },
          close: () => {
            part.close();
            return Promise.resolve();
          },
        }),
      );
    },
    close: () => Promise.resolve(),
  };
}
