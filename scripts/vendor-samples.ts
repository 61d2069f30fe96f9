// Writes public/samples from the reference folders beside the repository: run it only when these change.
//   node scripts/run-ts.mjs scripts/vendor-samples.ts [../shared]
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { packSkeleton } from '../src/samples/index.ts';
import type { SampleEntry } from '../src/samples/index.ts';

interface ZooEntry {
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly input: readonly number[];
  readonly fills: readonly (readonly [number, number, number])[];
}

/** Small trained models that show something each: a plain chain, a CPU tail, a custom operator, one dense layer. */
const TRAINED = [
  { name: 'dense_256', title: 'Dense layer, 256 units', inputShape: [256] },
  { name: 'mobilenet_v1_0.25_128_quant', title: 'MobileNet v1 0.25', inputShape: [128, 128, 3] },
  {
    name: 'deeplabv3_mnv2_dm05_pascal_quant',
    title: 'DeepLab v3, MobileNet v2 0.5',
    inputShape: [513, 513, 3],
  },
  {
    name: 'posenet_mobilenet_v1_075_353_481_16_quant_decoder',
    title: 'PoseNet, MobileNet v1 0.75',
    inputShape: [353, 481, 3],
  },
] as const;

const shared = path.resolve(process.argv[2] ?? '../shared');
const target = path.resolve('public/samples');
mkdirSync(target, { recursive: true });
const samples = [...readZoo(), ...readTrained()];
const lines = samples.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
writeFileSync(path.join(target, 'index.json'), `{\n  "samples": [\n${lines}\n  ]\n}\n`);
console.log(`${String(samples.length)} samples written to ${target}`);

function readZoo(): SampleEntry[] {
  const zoo = JSON.parse(
    readFileSync(path.join(shared, 'zoo/zoo.json'), 'utf8'),
  ) as readonly ZooEntry[];
  return zoo.map((entry) => {
    const skeleton = gunzipSync(readFileSync(path.join(shared, `zoo/${entry.name}.tflite.gz`)));
    const fills = entry.fills.map(([offset, length, seed]) => ({ offset, length, seed }));
    const file = `${entry.name}.skeleton`;
    writeFileSync(path.join(target, file), gzipSync(packSkeleton(skeleton, fills), { level: 9 }));
    return {
      name: entry.name,
      title: entry.title,
      weights: 'generated',
      file,
      bytes: entry.bytes,
      sha256: entry.sha256,
      inputShape: entry.input,
      operatorCount: countOperators(skeleton),
    };
  });
}

function readTrained(): SampleEntry[] {
  return TRAINED.map(({ name, title, inputShape }) => {
    const bytes = readFileSync(path.join(shared, `models/real/${name}.tflite`));
    writeFileSync(path.join(target, `${name}.tflite`), bytes);
    return {
      name,
      title,
      weights: 'trained',
      file: `${name}.tflite`,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      inputShape,
      operatorCount: countOperators(bytes),
    };
  });
}

/** Operators of the first subgraph, read straight from the flatbuffer: root → subgraphs (field 2) → operators (field 3). */
function countOperators(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const follow = (at: number): number => at + view.getUint32(at, true);
  const field = (table: number, index: number): number => {
    const vtable = table - view.getInt32(table, true);
    return table + view.getUint16(vtable + 4 + 2 * index, true);
  };
  const subgraphs = follow(field(follow(0), 2));
  return view.getUint32(follow(field(follow(subgraphs + 4), 3)), true);
}
