// "Identify": a short burst of inferences of a very small compiled model, so that a person sees which accelerator works.
import { ok, type Result } from '../base/index.ts';
import { inputTensorsOf, makeFeed, type RunDevice } from '../bench/index.ts';

/** Between two inferences: the light of the accelerator shall flicker, and a virtual one shall not burn the processor. */
const PAUSE_MS = 20;

export interface BurstPlatform {
  /** A small model compiled for the Edge TPU. */
  readonly loadBurstModel: () => Promise<Result<Uint8Array>>;
  /** A person's time, ms; not that of virtual accelerators. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/** Keeps the device at work for `durationMs`. Fails as loading and inferring do. */
export async function burst(
  device: RunDevice,
  durationMs: number,
  platform: BurstPlatform,
): Promise<Result<null>> {
  const model = await platform.loadBurstModel();
  if (!model.ok) return model;
  const tensors = inputTensorsOf(model.value);
  if (!tensors.ok) return tensors;
  const feed = makeFeed(tensors.value, { kind: 'zeros' });
  if (!feed.ok) return feed;
  const loaded = await device.load(model.value);
  if (!loaded.ok) return loaded;
  const stage = loaded.value;
  const inputs = stage.inputs.map((name) => feed.value(0).get(name) ?? new Uint8Array(0));
  const endMs = platform.now() + durationMs;
  try {
    while (platform.now() < endMs) {
      const inferred = await stage.infer(inputs);
      if (!inferred.ok) return inferred;
      await platform.pause(PAUSE_MS);
    }
    return ok(null);
  } finally {
    await stage.close();
  }
}
