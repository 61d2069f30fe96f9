// The zip for the compiler. Text files are made by pure functions, so that the command line can write the same ones
// into a folder; weights are stored, not deflated (8-bit weights hardly shrink, and it would take seconds).

import { zipSync, type ZipOptions, type Zippable } from 'fflate';
import { ok, type OnProgress, type Result } from '../../base/index.ts';
import type { Model } from '../../tflite/index.ts';
import { cutSegment } from '../cut.ts';
import { compileNotebook } from './compile-notebook.ts';
import { compileScript } from './compile-script.ts';
import { pipelineScript } from './pipeline-script.ts';
import { readMe } from './read-me.ts';
import { CUT_FORMAT, type BundleRequest, type BundleText, type CutDocument } from './types.ts';

export const PLAN_FILE = 'plan.json';

/** The text files of a bundle, plan.json included. */
export function bundleTexts(request: BundleRequest): readonly BundleText[] {
  const { cuts } = request;
  const texts = [
    { name: 'README.txt', text: readMe(request), isExecutable: false },
    { name: 'compile.sh', text: compileScript(cuts), isExecutable: true },
    { name: 'compile.ipynb', text: compileNotebook(cuts), isExecutable: false },
    { name: 'run_pipeline.py', text: pipelineScript(cuts), isExecutable: true },
  ];
  const document = cutDocument(request, [...texts.map(({ name }) => name), PLAN_FILE]);
  return [
    ...texts,
    { name: PLAN_FILE, text: `${JSON.stringify(document, null, 2)}\n`, isExecutable: false },
  ];
}

/** Writes all segments of a cut and packs them with the texts. Fails as `cutSegment` does. */
export function createBundle(
  model: Model,
  request: BundleRequest,
  onProgress?: OnProgress,
): Result<Uint8Array<ArrayBuffer>> {
  const entries: Zippable = {};
  for (const { name, text, isExecutable } of bundleTexts(request)) {
    entries[name] = [
      new TextEncoder().encode(text),
      { ...TEXT_ENTRY, attrs: modeBits(isExecutable) },
    ];
  }
  const total = request.cuts.length + 1;
  for (const cut of request.cuts) {
    onProgress?.({ done: cut.index, total, label: 'Writing segments' });
    const file = cutSegment(model, cut);
    if (!file.ok) return file;
    entries[cut.fileName] = [file.value.bytes, { ...STORED_ENTRY, attrs: modeBits(false) }];
  }
  onProgress?.({ done: total - 1, total, label: 'Packing' });
  return ok(zipSync(entries));
}

function cutDocument(request: BundleRequest, textNames: readonly string[]): CutDocument {
  const segmentFiles = request.cuts.map(({ fileName }) => fileName);
  return {
    format: CUT_FORMAT,
    model: request.model,
    segmentFiles,
    files: [...segmentFiles, ...textNames],
    ...request.plan,
  };
}

/** Zip entries made on Unix (3), so that the scripts keep their execute bit. Source: PKWARE APPNOTE 4.4.2.2. */
const UNIX = 3;

/** The oldest time that zip knows, in place of "now": the same plan gives the same bytes. */
const FIXED_TIME = new Date(1980, 0, 1);

const STORED_ENTRY: ZipOptions = { level: 0, os: UNIX, mtime: FIXED_TIME };
const TEXT_ENTRY: ZipOptions = { level: 6, os: UNIX, mtime: FIXED_TIME };

function modeBits(isExecutable: boolean): number {
  return (isExecutable ? 0o100755 : 0o100644) << 16;
}
