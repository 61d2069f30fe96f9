// De-tiling vectors: the bytes that arrived on endpoint 0x81 and the tensors that the vendor's driver made of them.
import { gunzipSync } from 'node:zlib';
import { unwrap } from '../../src/base/index.ts';
import { readPackage } from '../../src/edgetpu/package/index.ts';
import { goldenOptions } from '../../src/runtime/index.ts';
import { Machine } from '../../src/runtime/machine.ts';
import { sha256 } from './patterns.ts';
import type { ReplayContext } from './replay.ts';

export interface DetileVector {
  readonly model: string;
  readonly raw_file: string;
  readonly segments: readonly {
    readonly layer: string;
    readonly offset_in_buffer: number;
    readonly bytes: number;
    readonly raw_at: number;
  }[];
  readonly outputs: readonly {
    readonly layer: string;
    readonly index: number;
    readonly tensor_bytes: number;
    readonly tensor_sha256: string;
    readonly file: string;
  }[];
}

/** Puts the raw bytes where the hints say and compares every tensor byte for byte. */
export function checkDetileVector(
  vector: DetileVector,
  readFile: (name: string) => Uint8Array,
  { loadModel, module }: ReplayContext,
): { problems: string[]; skipped: string | null } {
  const bytes = loadModel(vector.model);
  if (!bytes) return { problems: [], skipped: `${vector.model} is not here` };
  const { package: pack } = unwrap(readPackage(bytes));
  const machine = new Machine(module);
  machine.configure(goldenOptions('super'));
  const handle = machine.createPackage(pack.bytes, 1);
  const layers = pack.executables.find((one) => one.outputs.length)?.outputs ?? [];
  const raw = gunzipSync(readFile(vector.raw_file));
  const place = { slot: 0, element: 0 };
  const wires = layers.map(
    (layer) => new Uint8Array(layer.sizeBytes * layer.executionsPerInference),
  );
  for (const { layer, offset_in_buffer, bytes: count, raw_at } of vector.segments) {
    const index = layers.findIndex((one) => one.name === layer);
    wires[index]?.set(raw.subarray(raw_at, raw_at + count), offset_in_buffer);
  }
  wires.forEach((wire, index) => {
    machine.writeOutputWire(handle, index, place, wire);
  });
  const problems = vector.outputs.flatMap((output) => {
    const expected = gunzipSync(readFile(output.file));
    const tensor = new Uint8Array(machine.layerBytes(handle, 'output')[output.index] ?? 0);
    if (tensor.length !== output.tensor_bytes) {
      return [`output ${output.index}: ${tensor.length} bytes instead of ${output.tensor_bytes}`];
    }
    machine.readOutput(handle, output.index, place, tensor);
    const isEqual =
      Buffer.compare(tensor, expected) === 0 && sha256(tensor) === output.tensor_sha256;
    return isEqual ? [] : [`output ${output.index} (${output.layer}) differs`];
  });
  return { problems, skipped: null };
}
