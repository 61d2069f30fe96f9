// Folders that were dropped: the files in them, within limits, and which of those are of use. Pure over entries, which the
// page makes of what the browser hands over.
import { fail, formatBytes, ok, type Failure, type Result } from '../base/index.ts';
import type { Recognised } from './dropped-files.ts';
import { BUNDLE_FOLDER, EMPTY_FOLDER, unreadable, WHAT_REEF_TAKES } from './dropped-words.ts';

/** A folder that was dropped, or one in it. */
export interface DroppedFolder {
  readonly kind: 'folder';
  readonly name: string;
  /** Starts reading it; each call of what comes back gives more of what is in it, and nothing at the end. */
  readonly startReading: () => () => Promise<readonly FolderEntry[]>;
}

export type FolderEntry =
  | DroppedFolder
  | { readonly kind: 'file'; readonly name: string; readonly read: () => Promise<File> };

export interface FolderLimits {
  /** Folders in folders; what was dropped is the first. */
  readonly depth: number;
  /** Files and folders, hidden ones too. */
  readonly entries: number;
  readonly bytes: number;
}

/**
 * A folder of compiled segments has some dozens of files next to each other. The limits leave room for the folder around
 * it, and keep whoever drops a home folder by mistake from waiting for it.
 */
export const FOLDER_LIMITS: FolderLimits = { depth: 5, entries: 512, bytes: 1 << 30 };

const HIDDEN = /^\./;

/** The files in folders, each folder's own in the order of their names; hidden ones are left out. */
export async function listFolderFiles(
  folders: readonly DroppedFolder[],
  limits: FolderLimits = FOLDER_LIMITS,
): Promise<Result<readonly File[]>> {
  const walk = new FolderWalk(limits);
  for (const folder of folders) {
    const failure = await walk.enter(folder);
    if (failure !== null) return fail(failure);
  }
  return walk.files.length === 0 ? fail(EMPTY_FOLDER) : ok(walk.files);
}

class FolderWalk {
  readonly files: File[] = [];
  readonly #limits: FolderLimits;
  #topName = '';
  #entryCount = 0;
  #totalBytes = 0;

  constructor(limits: FolderLimits) {
    this.#limits = limits;
  }

  /** Takes the files below a folder that was dropped; what stops it, or null. */
  enter(folder: DroppedFolder): Promise<Failure | null> {
    this.#topName = folder.name;
    return this.#walk(folder, 1);
  }

  async #walk(folder: DroppedFolder, depth: number): Promise<Failure | null> {
    const { depth: mostDepth } = this.#limits;
    if (depth > mostDepth) {
      return tooLarge(this.#topName, `folders more than ${String(mostDepth)} deep in each other`);
    }
    const entries = await this.#list(folder);
    if (!entries.ok) return entries.failure;
    for (const entry of entries.value) {
      const failure =
        entry.kind === 'folder' ? await this.#walk(entry, depth + 1) : await this.#take(entry);
      if (failure !== null) return failure;
    }
    return null;
  }

  async #list(folder: DroppedFolder): Promise<Result<readonly FolderEntry[]>> {
    const { entries: mostEntries } = this.#limits;
    const entries: FolderEntry[] = [];
    try {
      const readMore = folder.startReading();
      for (let more = await readMore(); more.length > 0; more = await readMore()) {
        this.#entryCount += more.length;
        if (this.#entryCount > mostEntries) {
          return fail(
            tooLarge(this.#topName, `more than ${String(mostEntries)} files and folders`),
          );
        }
        entries.push(...more.filter(({ name }) => !HIDDEN.test(name)));
      }
    } catch (error) {
      return fail(unreadable(folder.name, error));
    }
    return ok(entries.sort((a, b) => (a.name < b.name ? -1 : 1)));
  }

  async #take(entry: Extract<FolderEntry, { kind: 'file' }>): Promise<Failure | null> {
    try {
      const file = await entry.read();
      this.#totalBytes += file.size;
      this.files.push(file);
    } catch (error) {
      return unreadable(entry.name, error);
    }
    const { bytes: mostBytes } = this.#limits;
    return this.#totalBytes > mostBytes
      ? tooLarge(this.#topName, `more than ${formatBytes(mostBytes)}`)
      : null;
  }
}

/**
 * What of a folder's files is of use. Nobody chose them one by one, so those that Reef does not know are passed over; and
 * beside compiled segments, so are those that they were compiled from.
 */
export function pickFromFolder<File extends Recognised>(
  files: readonly File[],
  folderName: string,
): Result<readonly File[]> {
  const known = files.filter(({ kind }) => kind !== 'unknown');
  if (known.length === 0) return fail(nothingOfUse(folderName, files.length));
  const compiled = known.filter(({ kind }) => kind === 'compiled');
  const isBundle = files.some(({ name }) => name === 'compile.sh' || name === 'plan.json');
  const hasModel = known.some(({ kind }) => kind === 'model');
  if (compiled.length === 0 && isBundle && hasModel) return fail(BUNDLE_FOLDER);
  const compiledNames = new Set(compiled.map(({ name }) => name.toLowerCase()));
  return ok(
    known.filter(({ kind, name }) => {
      if (kind === 'model') return !compiledNames.has(compiledNameOf(name));
      // Texts with a link in them lie beside many things; only where there is nothing else is the link meant.
      return kind !== 'link' || known.every((other) => other.kind === 'link');
    }),
  );
}

/** What the compiler calls what it makes of a file. */
function compiledNameOf(name: string): string {
  return name.toLowerCase().replace(/\.tflite$/, '_edgetpu.tflite');
}

function tooLarge(name: string, what: string): Failure {
  return {
    code: 'app/folder-too-large',
    message: `"${name}" holds ${what}. Reef looks through small folders only, such as one of compiled segments.`,
    hint: 'Drop the folder that holds just the files for Reef, or the files themselves.',
  };
}

function nothingOfUse(name: string, fileCount: number): Failure {
  const looked = fileCount === 1 ? 'Its one file was' : `Its ${String(fileCount)} files were`;
  return {
    code: 'app/folder-of-others',
    message: `"${name}" holds nothing that Reef can use. ${looked} looked at.`,
    hint: `Reef takes ${WHAT_REEF_TAKES}.`,
  };
}
