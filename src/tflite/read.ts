// Bytes to Model. Order matters: the whole flatbuffer is bounded first (verify.ts), then translated, then checked for
// sense (check-subgraph.ts). Weights stay where they are: tensors hold views on the file.

import { ByteBuffer } from 'flatbuffers';
import { catchFailure, fail, FailureError, type Result } from '../base/index.ts';
import { BufferTable } from './buffers.ts';
import { checkSubgraph } from './check-subgraph.ts';
import { failDamaged } from './read-failures.ts';
import { readSubgraph } from './read-subgraph.ts';
import { Model as RawModel } from './schema/generated/model.ts';
import { sniffFile } from './sniff.ts';
import type { Model, Subgraph } from './types.ts';
import { verifyModel } from './verify.ts';

/** Flatbuffer offsets are signed 32-bit numbers in every runtime. */
const LARGEST_FILE_BYTES = 2 ** 31 - 1;
/** Root offset and file identifier. */
const HEADER_BYTES = 8;
const IDENTIFIER = 'TFL3';

/**
 * Reads a TensorFlow Lite model without copying its weights: tensors are views on `bytes`, which must not change
 * afterwards. Float, dynamic, compiled and multi-subgraph models are read as well (see `checkCuttable`).
 * Fails with `tflite/…` codes on anything that is not a sound model file.
 */
export function readModel(bytes: Uint8Array): Result<Model> {
  return catchFailure(() => {
    checkHeader(bytes);
    verifyModel(bytes);
    return translate(bytes);
  });
}

/** What is said of a file too large to read; for readers that know the size before they have the bytes. */
export function checkFileSize(byteCount: number): Result<true> {
  if (byteCount <= LARGEST_FILE_BYTES) return { ok: true, value: true };
  return fail({
    code: 'tflite/too-large',
    message:
      'The file has 2 GB or more. A TensorFlow Lite flatbuffer cannot be that large, and no Edge TPU runs one.',
    hint: 'Quantise the model to 8 bits, or choose a smaller one.',
    details: { bytes: byteCount },
  });
}

function checkHeader(bytes: Uint8Array): void {
  const size = checkFileSize(bytes.byteLength);
  if (!size.ok) throw new FailureError(size.failure);
  if (bytes.byteLength === 0) {
    throw new FailureError({
      code: 'tflite/empty',
      message: 'The file is empty (0 bytes). The download or export probably broke off.',
      hint: 'Download or export the model again.',
    });
  }
  const identifier = String.fromCharCode(...bytes.subarray(4, HEADER_BYTES));
  if (identifier === IDENTIFIER) return;
  throwNotAModel(bytes, identifier);
}

function throwNotAModel(bytes: Uint8Array, identifier: string): never {
  const guess = sniffFile(bytes);
  const looks = guess === null ? '' : ` It looks like ${guess.what}.`;
  throw new FailureError({
    code: 'tflite/not-a-model',
    message: `This is not a TensorFlow Lite model: the mark “${IDENTIFIER}” is missing at its start.${looks}`,
    hint: guess?.hint ?? 'Choose a .tflite file.',
    details: { bytes: bytes.byteLength, identifier: printable(identifier) },
  });
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '.');
}

function translate(bytes: Uint8Array): Model {
  const raw = RawModel.getRootAsModel(new ByteBuffer(bytes));
  const subgraphCount = raw.subgraphsLength();
  if (subgraphCount === 0)
    failDamaged('no-subgraph', 'The file holds no graph: there is nothing to read in it.');
  const buffers = new BufferTable(raw, bytes);
  const subgraphs: Subgraph[] = [];
  for (let index = 0; index < subgraphCount; index++) {
    const subgraph = readSubgraph({ raw, buffers, index });
    checkSubgraph(subgraph, index);
    subgraphs.push(subgraph);
  }
  return {
    bytes,
    description: raw.description() ?? '',
    version: raw.version(),
    subgraphs,
    metadataNames: readMetadataNames(raw, buffers),
  };
}

function readMetadataNames(raw: RawModel, buffers: BufferTable): readonly string[] {
  const names: string[] = [];
  for (let i = 0; i < raw.metadataLength(); i++) {
    const entry = raw.metadata(i);
    const name = entry?.name() ?? '';
    buffers.view(entry?.buffer() ?? 0, `metadata “${name}”`);
    names.push(name);
  }
  return names;
}
