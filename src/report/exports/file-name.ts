import { plural } from '../../base/index.ts';
import type { Exporter, ExportFile, ResultSource } from './types.ts';

const LONGEST_STEM = 60;
const HASH_DIGITS = 8;

/** Start of the names of all files of a result: "ResNet-50_optimal_4_devices"; safe on every file system and in a shell. */
export function fileStem({ model, plan, devices }: ResultSource): string {
  const bare = model.name.replace(/\.tflite$/i, '').replace(/[^A-Za-z0-9._-]+/g, '_');
  const safe = bare
    .replace(/^[-._]+/, '')
    .replace(/[-._]+$/, '')
    .slice(0, LONGEST_STEM);
  const name = safe === '' ? `model_${model.sha256.slice(0, HASH_DIGITS)}` : safe;
  return `${name}_${plan.strategy}_${plural(devices.length, 'device').replace(/\s/g, '_')}`;
}

/** The file of an exporter, named and made. */
export function exportFile(exporter: Exporter, source: ResultSource): ExportFile {
  return {
    name: `${fileStem(source)}${exporter.ending}`,
    mime: exporter.mime,
    text: exporter.make(source),
  };
}
