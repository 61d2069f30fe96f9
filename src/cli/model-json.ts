import type { OpenedFile } from './open-model.ts';

/** Which model a result is about. */
export interface ModelJson {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The identity of an opened model, for every JSON that is about one. */
export function modelJson({ name, bytes, sha256 }: OpenedFile): ModelJson {
  return { name, bytes: bytes.length, sha256 };
}
