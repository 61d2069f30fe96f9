// Dropped files on their way: what each is, then to where it belongs. In the order in which one needs the other: a link
// before its model, a model before the segments that were compiled from it.
import { ok, type Failure, type Result } from '../base/index.ts';
import type { App } from './app.ts';
import { unpackArchive } from './dropped-archive.ts';
import {
  ENDS_BYTES,
  isAddress,
  kindOfDropped,
  linkInLooseText,
  linkInText,
  routeDropped,
  type DropRoute,
  type FileEnds,
  type Recognised,
} from './dropped-files.ts';
import { listFolderFiles, pickFromFolder, type DroppedFolder } from './dropped-folder.ts';
import {
  ADDRESS_WITHOUT_RESULT,
  leftOutFailure,
  NOTHING_DROPPED,
  TEXT_WITHOUT_RESULT,
  unreadable,
  type LeftOut,
} from './dropped-words.ts';
import { MAX_RESULT_FILE_BYTES, readResultFile } from './result-file.ts';
import type { RunControl } from './run-control.ts';

interface Dropped extends Recognised, FileEnds {
  readonly file: File;
}

/** What was dropped or pasted: files, and folders of files. */
export interface DroppedThings {
  readonly files: readonly File[];
  readonly folders: readonly DroppedFolder[];
}

/** Takes everything that was dropped, or says why not. */
export async function takeDropped(app: App, { files, folders }: DroppedThings): Promise<void> {
  forgetDropBefore(app);
  if (files.length === 0 && folders.length === 0) {
    app.refuse('Nothing', NOTHING_DROPPED);
    return;
  }
  const dropped = await recogniseAll(files);
  if (dropped === null) return;
  const inFolders = await recogniseFolders();
  if (inFolders === null) return;
  if (!inFolders.ok && files.length === 0) {
    app.refuse(folderName(), inFolders.failure);
    return;
  }
  const all = inFolders.ok ? [...dropped, ...inFolders.value] : dropped;
  await new Dropping(app, all, inFolders.ok ? null : inFolders.failure).run();

  async function recogniseFolders(): Promise<Result<readonly Dropped[]> | null> {
    if (folders.length === 0) return ok([]);
    const found = await listFolderFiles(folders);
    if (!found.ok) return found;
    const recognised = await recogniseAll(found.value);
    return recognised === null ? null : pickFromFolder(recognised, folderName());
  }

  function folderName(): string {
    return folders.length === 1 ? (folders[0]?.name ?? '') : `${String(folders.length)} folders`;
  }

  async function recogniseAll(list: readonly File[]): Promise<readonly Dropped[] | null> {
    const recognised: Dropped[] = [];
    for (const file of list) {
      const one = await recognise(file);
      if (one === null) return null;
      recognised.push(...one);
    }
    return recognised;
  }

  /** A file with what it is, or what is in it; null where that cannot be told, which has been said then. */
  async function recognise(file: File, isInside = false): Promise<readonly Dropped[] | null> {
    const ends = await readEnds(file);
    if (!('head' in ends)) {
      app.refuse(file.name, ends);
      return null;
    }
    const kind = kindOfDropped(ends);
    if (kind !== 'archive' || isInside) return [{ ...ends, kind, file }];
    const unpacked = await unpackArchive(file);
    if (!unpacked.ok) {
      app.refuse(file.name, unpacked.failure);
      return null;
    }
    const inside = await Promise.all(unpacked.value.map((one) => recognise(one, true)));
    return inside.flatMap((one) => one ?? []);
  }
}

/** Opens the result whose link is in a text. A text without one is answered, in a line beside the result where pasted. */
export async function takeText(app: App, text: string, isPasted: boolean): Promise<void> {
  forgetDropBefore(app);
  const link = linkInLooseText(text);
  if (link !== null) {
    await app.openShared(link);
    return;
  }
  const failure = isAddress(text) ? ADDRESS_WITHOUT_RESULT : TEXT_WITHOUT_RESULT;
  if (isPasted) {
    // The key may have been pressed by mistake.
    app.showDropNotice(failure);
    app.announce(failure.message);
  } else {
    app.refuse(isAddress(text) ? 'The address' : 'The text', failure);
  }
}

/** What was said of the drop before gives way to this one, also where this one changes nothing else in its place. */
function forgetDropBefore(app: App): void {
  app.showDropNotice(null);
  app.chooseModel(null);
  if (app.store.state.opening.kind === 'failed') app.dismissFailure();
}

async function readEnds(file: File): Promise<FileEnds | Failure> {
  try {
    const [head, tail] = await Promise.all([
      file.slice(0, ENDS_BYTES).arrayBuffer(),
      file.slice(Math.max(0, file.size - ENDS_BYTES)).arrayBuffer(),
    ]);
    return {
      ...{ name: file.name, sizeBytes: file.size },
      ...{ head: new Uint8Array(head), tail: new Uint8Array(tail) },
    };
  } catch (error) {
    return unreadable(file.name, error);
  }
}

class Dropping {
  readonly #app: App;
  readonly #dropped: readonly Dropped[];
  readonly #route: DropRoute<Dropped>;
  /** Why nothing of the folders was taken; null where something was, or there were none. */
  readonly #folderFailure: Failure | null;

  constructor(app: App, dropped: readonly Dropped[], folderFailure: Failure | null) {
    this.#app = app;
    this.#folderFailure = folderFailure;
    this.#dropped = dropped;
    const { model } = app.store.state;
    this.#route = routeDropped(dropped, { hasPlan: model !== null && model.obstacle === null });
  }

  async run(): Promise<void> {
    const { model, severalModels, compiled, firmware, result, leftOut } = this.#route;
    if (severalModels.length > 0) {
      this.#ask(severalModels);
      return;
    }
    if (firmware !== null) {
      await this.#onRun(({ devices }) => {
        devices.useFirmware(firmware.file);
      });
    }
    if (result?.kind === 'link') await this.#openLink(result);
    if (model !== null && !(await this.#open(model))) return;
    if (result?.kind === 'result') await this.#openResult(result);
    if (compiled.length > 0) {
      await this.#onRun((control) => {
        control.compiled.add(compiled.map(({ file }) => file));
      });
    }
    if (leftOut.length > 0) this.#sayLeftOut(leftOut);
    else if (this.#folderFailure !== null) this.#sayBeside(this.#folderFailure);
  }

  /** Goes on with the model that the person chooses; the others are not looked at again. */
  #ask(models: readonly Dropped[]): void {
    this.#app.offerModels(models, (chosen) => {
      const others = models.filter((model) => model !== chosen);
      const dropped = this.#dropped.filter((one) => !others.includes(one));
      return new Dropping(this.#app, dropped, this.#folderFailure).run();
    });
  }

  /** False where it could not be opened, which the page says in its place. */
  async #open({ file, name }: Dropped): Promise<boolean> {
    this.#app.open({ kind: 'file', file, fileName: name });
    return this.#whenOpened();
  }

  async #whenOpened(): Promise<boolean> {
    const { store } = this.#app;
    while (store.state.opening.kind === 'running') {
      await new Promise<void>((resolve) => {
        const stop = store.subscribe(() => {
          stop();
          resolve();
        });
      });
    }
    return store.state.opening.kind === 'idle';
  }

  async #openLink({ file }: Dropped): Promise<void> {
    const link = linkInText(await file.text());
    if (link !== null) await this.#app.openShared(link);
  }

  /** The plan of a result takes the place of the one on show, where the model is open or can be. */
  async #openResult({ file, name }: Dropped): Promise<void> {
    const read = readResultFile(file.size > MAX_RESULT_FILE_BYTES ? '' : await file.text());
    if (!read.ok) {
      this.#app.refuse(name, read.failure);
      return;
    }
    const { sha256, sampleName, modelName, edit } = read.value;
    const isOpen = (): boolean => this.#app.store.state.model?.sha256 === sha256;
    const { samples } = this.#app.store.state;
    if (!isOpen() && samples.some((sample) => sample.name === sampleName) && sampleName !== null) {
      this.#app.open({ kind: 'sample', name: sampleName });
      if (!(await this.#whenOpened())) return;
    }
    if (!isOpen()) {
      this.#app.refuse(name, otherModel(modelName));
      return;
    }
    this.#app.editing.apply(edit);
    this.#app.showView('plan');
    this.#app.announce(`The plan of ${name} is on show.`);
  }

  async #onRun(use: (control: RunControl) => void): Promise<void> {
    this.#app.showView('run');
    try {
      use(await this.#app.running.load());
    } catch {
      // The view itself says that its code did not arrive; the files can be dropped again.
    }
  }

  /** In the place of the result where nothing else was taken, else beside what was. */
  #sayLeftOut(leftOut: readonly LeftOut[]): void {
    const failure = leftOutFailure(leftOut);
    if (leftOut.length < this.#dropped.length) {
      this.#sayBeside(failure);
      return;
    }
    const name = leftOut.length === 1 ? leftOut[0]?.file.name : `${String(leftOut.length)} files`;
    this.#app.refuse(name ?? '', failure);
  }

  #sayBeside(failure: Failure): void {
    this.#app.showDropNotice(failure);
    this.#app.announce(failure.message);
  }
}

function otherModel(modelName: string): Failure {
  return {
    code: 'app/result-of-other-model',
    message: `This is a plan of ${modelName}, which is not open; a result holds no model.`,
    hint: 'Drop the .tflite file of that model together with it.',
  };
}
