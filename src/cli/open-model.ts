// MODEL on the command line: a file, or sample:NAME. Everything that can be known without reading the file is checked first.

import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import { loadSampleByName } from '../samples/index.ts';
import { modelNameOf } from '../segment/index.ts';
import { checkFileSize } from '../tflite/index.ts';
import { samplePlatform } from './sample-folder.ts';

export interface OpenedFile {
  /** The file's name without `.tflite`. */
  readonly name: string;
  /** The same, safe in file names: segment files start with it. */
  readonly segmentName: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly hasGeneratedWeights: boolean;
}

const SAMPLE_PREFIX = 'sample:';

/** Reads MODEL. Failures: `cli/file-…`, `tflite/too-large`, `sample/…`. */
export async function openModelFile(target: string): Promise<Result<OpenedFile>> {
  return target.startsWith(SAMPLE_PREFIX)
    ? openSample(target.slice(SAMPLE_PREFIX.length))
    : openFile(target);
}

async function openSample(sampleName: string): Promise<Result<OpenedFile>> {
  const sample = await loadSampleByName(sampleName, samplePlatform());
  if (!sample.ok) return sample;
  const { entry, bytes } = sample.value;
  return ok({
    name: entry.name,
    segmentName: modelNameOf(entry.name),
    fileName: `${entry.name}.tflite`,
    bytes,
    sha256: entry.sha256,
    hasGeneratedWeights: entry.weights === 'generated',
  });
}

async function openFile(file: string): Promise<Result<OpenedFile>> {
  const bytes = await readChecked(file);
  if (!bytes.ok) return bytes;
  const fileName = path.basename(file);
  return ok({
    name: fileName.replace(/\.tflite$/i, ''),
    segmentName: modelNameOf(fileName),
    fileName,
    bytes: bytes.value,
    sha256: createHash('sha256').update(bytes.value).digest('hex'),
    hasGeneratedWeights: false,
  });
}

/** A file's bytes, its kind and size checked before anything is read. */
export async function readChecked(file: string): Promise<Result<Uint8Array>> {
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) return fail(describeFolder(file));
    if (!facts.isFile()) return fail(describeNotAFile(file));
    const size = checkFileSize(facts.size);
    if (!size.ok) return size;
    return ok(await readFile(file));
  } catch (error) {
    return fail(describeReadError(file, error));
  }
}

function describeFolder(file: string): Failure {
  return {
    code: 'cli/file-is-folder',
    message: `"${file}" is a folder, not a model file.`,
    hint: 'Name a .tflite file. Only "reef verify" takes a folder, one that "reef cut" wrote.',
  };
}

function describeNotAFile(file: string): Failure {
  return {
    code: 'cli/file-unreadable',
    message: `"${file}" is no regular file (a device or a pipe, for instance).`,
    hint: 'Save the model to a file first, then name that.',
  };
}

function describeReadError(file: string, error: unknown): Failure {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (reason === 'ENOENT' || reason === 'ENOTDIR') {
    return {
      code: 'cli/file-missing',
      message: `There is no file "${file}".`,
      hint: 'Check the path. For one of the samples, type sample: before its name ("reef samples" lists them).',
    };
  }
  if (reason === 'EACCES' || reason === 'EPERM') {
    return {
      code: 'cli/file-unreadable',
      message: `"${file}" may not be read: its permissions forbid it.`,
      hint: 'Change its permissions, or copy it to a place of your own.',
    };
  }
  return {
    code: 'cli/file-unreadable',
    message: `"${file}" cannot be read.`,
    hint: 'Check the disk and the path, then try again.',
    details: { reason },
  };
}
