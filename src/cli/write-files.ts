import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';

const PLAIN_MODE = 0o644;
const EXECUTABLE_MODE = 0o755;

/** Writes a file and the folders above it; an older file of that name is replaced. Failure: `cli/not-written`. */
export async function writeNewFile(
  file: string,
  bytes: Uint8Array | string,
  isExecutable = false,
): Promise<Result<true>> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes, { mode: isExecutable ? EXECUTABLE_MODE : PLAIN_MODE });
    return ok(true);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fail({
      code: 'cli/not-written',
      message: `"${file}" cannot be written${REASONS[reason] ?? '.'}`,
      hint: 'Choose another place with --out, or make room.',
      details: { reason },
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: ': the folder may not be written to.',
  EISDIR: ': it is a folder.',
  ENOSPC: ': the disk is full.',
  ENOTDIR: ': a part of the path is a file.',
  EROFS: ': the disk is read-only.',
};
