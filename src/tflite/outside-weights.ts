import { ByteBuffer } from 'flatbuffers';
import { Buffer } from './schema/generated/buffer.ts';
import { Model as RawModel } from './schema/generated/model.ts';
import type { Model } from './types.ts';

/**
 * True when constants of the model lie behind the flatbuffer, as converters write them near 2 GB. Older runtimes do not
 * look there; `writeModel` puts them inside.
 */
export function hasOutsideWeights({ bytes }: Model): boolean {
  const raw = RawModel.getRootAsModel(new ByteBuffer(bytes));
  const buffer = new Buffer();
  for (let index = 0; index < raw.buffersLength(); index++) {
    // Offsets 0 and 1 say that there is none.
    if ((raw.buffers(index, buffer)?.offset() ?? 0n) > 1n) return true;
  }
  return false;
}
