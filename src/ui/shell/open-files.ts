// The way in for files: what the dialog gives is the model that a person means; what is dropped may be anything that Reef
// takes.
import type { App, DroppedFolder } from '../../app/index.ts';

/** Opens a file as a model, whatever it is; what cannot be read is said in its place. */
export function openChosen(app: App, file: File): void {
  app.open({ kind: 'file', file, fileName: file.name });
}

/** Takes what was dropped: each file goes where it belongs. */
export function openFiles(
  app: App,
  files: readonly File[],
  folders: readonly DroppedFolder[],
): void {
  app.takeFiles(files, folders);
}
