// Real model files for tests (Node only). Small ones are committed in ../fixtures; larger ones lie beside a checkout
// of the reference material and are skipped, with the reason, where that is absent.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = findRoot(path.dirname(fileURLToPath(import.meta.url)));
const FIXTURE_DIR = path.join(ROOT, 'src/tflite/fixtures');
const LARGE_DIR = path.join(ROOT, '../shared/models/real');

/** Files of the reference material that are too large to be committed. */
const LARGE_NAMES = [
  'mobilenet_edgetpu_0.75_224_post_training_quant.tflite',
  'mobilenet_edgetpu_0.75_224_post_training_quant_edgetpu.tflite',
  'mobilenet_v1_0.5_160_quant.tflite',
  'mobilenet_v1_0.5_160_quant_cocompiled_with_3quant_edgetpu.tflite',
  'mobilenet_v1_0.5_160_quant_edgetpu.tflite',
  'mobilenet_v2_1.0_224_quant.tflite',
  'mobilenet_v2_1.0_224_quant_edgetpu.tflite',
  'posenet_mobilenet_v1_075_353_481_16_quant_decoder.tflite',
  'posenet_mobilenet_v1_075_353_481_16_quant_decoder_edgetpu.tflite',
  'ssd_mobilenet_v1_coco_quant_postprocess_segment_0_of_2_edgetpu.tflite',
  'ssd_mobilenet_v1_coco_quant_postprocess_segment_1_of_2_edgetpu.tflite',
  'ssd_mobilenet_v2_coco_quant_postprocess_segment_0_of_4_edgetpu.tflite',
  'ssd_mobilenet_v2_coco_quant_postprocess_segment_2_of_3_edgetpu.tflite',
  'ssd_mobilenet_v2_coco_quant_postprocess_segment_2_of_4_edgetpu.tflite',
  'ssd_mobilenet_v2_coco_quant_postprocess_segment_3_of_4_edgetpu.tflite',
] as const;

export interface TestModelFile {
  /** File name without `.tflite`. */
  readonly name: string;
  readonly isCompiled: boolean;
  /** Why the file cannot be read here, or null when it can: `it.skipIf(file.skip !== null)`. */
  readonly skip: string | null;
  /** Reads the file; a fresh copy at every call. */
  readonly load: () => Uint8Array<ArrayBuffer>;
}

/** The committed model files (up to about 1 MB), compiled and not, by name. */
export function fixtureFiles(): readonly TestModelFile[] {
  return readdirSync(FIXTURE_DIR)
    .filter((file) => file.endsWith('.tflite'))
    .sort()
    .map((file) => describeFile(FIXTURE_DIR, file));
}

/** All real model files: fixtures first, then the larger ones, which may have a reason to skip. */
export function realModelFiles(): readonly TestModelFile[] {
  return [...fixtureFiles(), ...LARGE_NAMES.map((file) => describeFile(LARGE_DIR, file))];
}

/** Real models that have not been through the vendor's compiler. */
export function uncompiledFiles(): readonly TestModelFile[] {
  return realModelFiles().filter((file) => !file.isCompiled);
}

/** Bytes of a committed model, by its name without `.tflite`. */
export function loadFixture(name: string): Uint8Array<ArrayBuffer> {
  return describeFile(FIXTURE_DIR, `${name}.tflite`).load();
}

function describeFile(dir: string, file: string): TestModelFile {
  const full = path.join(dir, file);
  const name = file.replace(/\.tflite$/, '');
  return {
    name,
    isCompiled: /[-_]edgetpu$/.test(name),
    skip: existsSync(full) ? null : `${file} is not here: it is read from ../shared/models/real`,
    load: () => new Uint8Array(readFileSync(full)),
  };
}

/** The project's root, from this file or from a bundle that it is part of. */
function findRoot(from: string): string {
  for (let dir = from; dir !== path.dirname(dir); dir = path.dirname(dir)) {
    if (existsSync(path.join(dir, 'src/tflite/fixtures'))) return dir;
  }
  throw new Error(`No src/tflite/fixtures above ${from}`);
}
