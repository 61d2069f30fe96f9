const LONGEST_NAME = 100;

/** Name of a model for its segments' file names: without folders and `.tflite`, safe on every file system and in a shell. */
export function modelNameOf(fileName: string): string {
  const base = fileName.split(/[/\\]/).pop() ?? '';
  const bare = base.replace(/\.tflite$/i, '');
  const safe = bare.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[-.]+/, '');
  return safe === '' ? 'model' : safe.slice(0, LONGEST_NAME);
}

/** File name of segment `index` (from 0) of `count`, as the vendor's tools write it. */
export function segmentFileName(modelName: string, index: number, count: number): string {
  return `${modelName}_segment_${index}_of_${count}.tflite`;
}

/** File name that the vendor's compiler gives to its output. */
export function compiledFileName(fileName: string): string {
  return fileName.replace(/\.tflite$/, '_edgetpu.tflite');
}
