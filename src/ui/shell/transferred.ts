// What the browser hands over with a drop or a paste. All of it must be asked for while the event is handled: afterwards
// the transfer is empty. Only the folders may be read later.
import type { DroppedFolder, FolderEntry } from '../../app/index.ts';

export interface Transferred {
  readonly files: readonly File[];
  readonly folders: readonly DroppedFolder[];
  /** The text or the address, where there are no files. */
  readonly text: string;
}

/** True for what may be dropped: files, addresses, texts. */
export function isOfUse({ types }: DataTransfer): boolean {
  return ['Files', 'text/uri-list', 'text/plain'].some((type) => types.includes(type));
}

/** Takes everything out of a transfer, at once. */
export function readTransfer(transfer: DataTransfer): Transferred {
  const files: File[] = [];
  const folders: DroppedFolder[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    // A folder is a file, too, but one that cannot be read.
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry?.isDirectory === true) folders.push(folderOf(entry as FileSystemDirectoryEntry));
    else if (file !== null) files.push(file);
  }
  const isEmpty = files.length === 0 && folders.length === 0;
  return { files, folders, text: isEmpty ? textOf(transfer) : '' };
}

/** The text says all that the address does, except where a browser gives the title of a link as its text. */
function textOf(transfer: DataTransfer): string {
  const address = transfer
    .getData('text/uri-list')
    .split(/\r?\n/)
    // Lines with `#` are comments there.
    .find((line) => line !== '' && !line.startsWith('#'));
  return address ?? transfer.getData('text/plain');
}

function folderOf(entry: FileSystemDirectoryEntry): DroppedFolder {
  return {
    kind: 'folder',
    name: entry.name,
    startReading: () => {
      // One reader for all calls: each gives the next hundred or so.
      const reader = entry.createReader();
      return async () => {
        const batch = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => {
          reader.readEntries(resolve, reject);
        });
        return batch.map(entryOf);
      };
    },
  };
}

function entryOf(entry: FileSystemEntry): FolderEntry {
  if (entry.isDirectory) return folderOf(entry as FileSystemDirectoryEntry);
  return {
    kind: 'file',
    name: entry.name,
    read: () =>
      new Promise((resolve, reject) => {
        (entry as FileSystemFileEntry).file(resolve, reject);
      }),
  };
}
