import type { App } from '../../app/index.ts';

/** Opens what was chosen or dropped, or says why that cannot be opened. */
export function openFiles(app: App, files: readonly File[], isFolder: boolean): void {
  const [file] = files;
  if (isFolder) {
    app.refuse(file?.name ?? 'A folder', {
      code: 'app/folder-dropped',
      message: 'This is a folder. Reef opens one model file at a time.',
      hint: 'Open the folder and drop the .tflite file inside.',
    });
    return;
  }
  if (file === undefined) {
    app.refuse('Nothing', {
      code: 'app/nothing-dropped',
      message:
        'What you dropped holds no file. Text and pictures from other pages cannot be opened.',
      hint: 'Save the model on this computer first, then drop the .tflite file.',
    });
    return;
  }
  if (files.length > 1) {
    app.refuse(`${String(files.length)} files`, {
      code: 'app/several-files',
      message: `You dropped ${String(files.length)} files. Reef opens one model at a time.`,
      hint: 'Drop the .tflite file that you want to cut.',
      details: { files: files.map(({ name }) => name).join(', ') },
    });
    return;
  }
  app.open({ kind: 'file', file, fileName: file.name });
}
