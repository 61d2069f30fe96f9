// The models that the runtime is measured with.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { unwrap } from '../src/base/index.ts';
import { openCompiledSegment } from '../src/bench/index.ts';
import type { Accelerator, LoadedModel } from '../src/runtime/index.ts';
import { loadSampleByName } from '../src/samples/index.ts';
import { createNodeSamplePlatform } from '../src/samples/node.ts';
import { compileVirtually } from '../src/virtual/index.ts';
import type { InstantDevice } from './instant-device.ts';
import { openInstant, QuietLibrary } from './quiet-accelerators.ts';

export interface BenchModel {
  readonly name: string;
  readonly compiled: Uint8Array;
}

/** MobileNet v1 0.25 as the vendor's compiler made it, and a model of 3.5 MB as the virtual one does. */
export async function benchModels(): Promise<readonly BenchModel[]> {
  const small = 'mobilenet_v1_0.25_128_quant_edgetpu.tflite';
  const sample = await readSample('mobilenet_v2');
  return [
    {
      name: 'MobileNet v1 0.25 128',
      compiled: new Uint8Array(readFileSync(path.resolve('src/tflite/fixtures', small))),
    },
    { name: 'MobileNet v2 224 (3.5 MB)', compiled: unwrap(compileVirtually(sample)).bytes },
  ];
}

export async function readSample(name: string): Promise<Uint8Array> {
  const platform = createNodeSamplePlatform(path.resolve('public/samples'));
  return unwrap(await loadSampleByName(name, platform)).bytes;
}

export interface LoadedBench {
  readonly accelerator: Accelerator;
  readonly instant: InstantDevice;
  readonly model: LoadedModel;
  readonly inputs: readonly Uint8Array[];
}

/** A model on an accelerator that answers at once. */
export async function loadInstant({ compiled }: BenchModel): Promise<LoadedBench> {
  const library = new QuietLibrary(false);
  library.announce(compiled);
  const { accelerator, instant } = await openInstant(library);
  const segment = unwrap(openCompiledSegment(compiled));
  const model = unwrap(accelerator.load(segment.compiled.package.bytes));
  const inputs = model.inputBytes.map((bytes) => new Uint8Array(bytes));
  return { accelerator, instant, model, inputs };
}

/** One after the other, as a stage of a pipeline does. */
export async function inferMany(
  { accelerator, model, inputs }: LoadedBench,
  count: number,
): Promise<void> {
  for (let index = 0; index < count; index++) unwrap(await accelerator.infer(model, inputs));
}
