import type { App, RunControl } from '../../app/index.ts';

/** Opens what was chosen or dropped, or says why that cannot be opened. */
export function openFiles(app: App, files: readonly File[], isFolder: boolean): void {
  const [file] = files;
  if (!isFolder && takenByRun(app, files)) return;
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

/** The firmware as such, and driver libraries that contain it. */
const FIRMWARE_FILE = /\.(bin|so(\.[\d.]+)?|dylib|dll)$/i;
/** What the compiler writes: models and logs of what it did. */
const COMPILED_FILE = /\.(tflite|log)$/i;
/** How the vendor's compiler names its output; another model may have any name. */
const COMPILED_NAME = /_edgetpu\.(tflite|log)$/i;

/** Hands firmware and compiled segments to the Run view. A file that may be a model to open is left to the caller. */
function takenByRun(app: App, files: readonly File[]): boolean {
  const [file] = files;
  if (file === undefined) return false;
  if (files.length === 1 && FIRMWARE_FILE.test(file.name)) {
    void onRun(app, (control) => {
      control.devices.useFirmware(file);
    });
    return true;
  }
  const { view, model } = app.store.state;
  if (model === null || !files.every(({ name }) => COMPILED_FILE.test(name))) return false;
  const areCompiled = files.every(({ name }) => COMPILED_NAME.test(name));
  if (!(view === 'run' ? areCompiled || files.length > 1 : areCompiled && files.length > 1)) {
    return false;
  }
  void onRun(app, (control) => {
    control.compiled.add(files.filter(({ name }) => !/\.log$/i.test(name)));
  });
  return true;
}

async function onRun(app: App, use: (control: RunControl) => void): Promise<void> {
  app.showView('run');
  try {
    use(await app.running.load());
  } catch {
    // The view itself says that its code did not arrive; the file can be dropped again.
  }
}
