// Folders as a browser hands them over, in memory: what is in them comes a few at a time.
import type { DroppedFolder, FolderEntry } from '../dropped-folder.ts';

const BATCH = 3;

export function folderOf(name: string, contents: readonly (File | DroppedFolder)[]): DroppedFolder {
  const entries = contents.map((one): FolderEntry =>
    one instanceof File ? { kind: 'file', name: one.name, read: () => Promise.resolve(one) } : one,
  );
  return {
    kind: 'folder',
    name,
    startReading: () => {
      let at = 0;
      return () => {
        at += BATCH;
        return Promise.resolve(entries.slice(at - BATCH, at));
      };
    },
  };
}
