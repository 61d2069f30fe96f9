// From intents to the app: the only place where events of the contract are listened to.
import type { App } from '../../app/index.ts';
import type { ReefEvents } from '../contract.ts';
import { copyText } from '../parts/copy-text.ts';
import type { LayerEvent } from './layers.ts';

/** What lies over the page listens for itself (layers.ts). */
type AppEvent = Exclude<keyof ReefEvents, LayerEvent>;
type Handlers = { readonly [Name in AppEvent]: (detail: ReefEvents[Name]) => void };

/** Listens at `host` for every event of the contract; the signal ends it. */
export function wireEvents(host: HTMLElement, app: App, signal: AbortSignal): void {
  const handlers = handlersFor(app);
  for (const name of Object.keys(handlers) as AppEvent[]) {
    host.addEventListener(
      name,
      (event) => {
        const handle = handlers[name] as (detail: unknown) => void;
        handle((event as CustomEvent).detail);
      },
      { signal },
    );
  }
}

function handlersFor(app: App): Handlers {
  const { editing } = app;
  return {
    ...openingHandlers(app),
    'cut-moved': ({ cutIndex, afterDepth, isFinal }) => {
      editing.moveCut(cutIndex, afterDepth, isFinal);
    },
    'cut-added': ({ afterDepth }) => {
      editing.addCut(afterDepth);
    },
    'cut-removed': ({ cutIndex }) => {
      editing.removeCut(cutIndex);
    },
    'strategy-chosen': ({ strategy }) => {
      editing.chooseStrategy(strategy);
    },
    'device-count-changed': ({ deviceCount }) => {
      editing.setDeviceCount(deviceCount);
    },
    'devices-changed': ({ devices }) => {
      editing.setDevices(devices);
    },
    'batch-changed': ({ batch }) => {
      editing.setBatch(batch);
    },
    'undo-requested': () => {
      editing.undo();
    },
    'redo-requested': () => {
      editing.redo();
    },
    'selection-changed': ({ selection }) => {
      app.select(selection);
    },
    'highlight-changed': ({ selection }) => {
      app.highlight(selection);
    },
    'verify-requested': () => {
      app.verify();
    },
    'verify-cancelled': () => {
      app.cancelVerify();
    },
    'download-requested': ({ segmentIndex }) => {
      app.download(segmentIndex);
    },
    'download-cancelled': () => {
      app.cancelDownload();
    },
    'planning-cancelled': ({ strategy }) => {
      app.cancelPlanning(strategy);
    },
    'planning-requested': ({ strategy }) => {
      app.retryPlanning(strategy);
    },
    'view-chosen': ({ view }) => {
      app.showView(view);
    },
    'theme-chosen': ({ theme }) => {
      app.chooseTheme(theme);
    },
    'shared-shown': () => {
      app.showShared();
    },
    'shared-closed': () => {
      app.closeShared();
    },
    'drawer-toggled': ({ isOpen }) => {
      app.toggleDrawer(isOpen);
    },
    'share-options-changed': ({ options }) => {
      app.setShareOptions(options);
    },
    'pin-requested': ({ from }) => {
      app.pins.add(from);
    },
    'pin-removed': ({ id }) => {
      app.pins.remove(id);
    },
    'pin-renamed': ({ id, title }) => {
      app.pins.rename(id, title);
    },
    'comparison-chosen': ({ leftId, rightId }) => {
      app.pins.compare(leftId, rightId);
    },
    'comparison-closed': () => {
      app.pins.closeComparison();
    },
    'save-requested': (file) => {
      app.saveFile(file);
    },
    'copy-requested': ({ text, what }) => {
      void copyAndSay(app, text, what);
    },
  };
}

function openingHandlers(
  app: App,
): Pick<
  Handlers,
  | 'sample-chosen'
  | 'file-chosen'
  | 'files-dropped'
  | 'text-dropped'
  | 'drop-notice-closed'
  | 'model-picked'
  | 'loading-cancelled'
  | 'loading-retried'
  | 'failure-dismissed'
  | 'forget-requested'
> {
  return {
    'sample-chosen': ({ name }) => {
      app.open({ kind: 'sample', name });
    },
    'file-chosen': ({ file }) => {
      // Whatever the dialog gives is the model that the person means; what cannot be read is said in its place.
      app.open({ kind: 'file', file, fileName: file.name });
    },
    'files-dropped': ({ files, folders }) => {
      app.takeFiles(files, folders);
    },
    'text-dropped': ({ text, isPasted }) => {
      app.takeText(text, isPasted);
    },
    'drop-notice-closed': () => {
      app.showDropNotice(null);
    },
    'model-picked': ({ index }) => {
      app.chooseModel(index);
    },
    'loading-cancelled': () => {
      app.cancelOpening();
    },
    'loading-retried': () => {
      app.retryOpening();
    },
    'failure-dismissed': () => {
      app.dismissFailure();
    },
    'forget-requested': () => {
      void app.forget();
    },
  };
}

async function copyAndSay(app: App, text: string, what: string): Promise<void> {
  app.announce(
    (await copyText(text))
      ? `${what} copied.`
      : // The text is on the page and can be selected.
        `${what} could not be copied. Select the text and copy it by hand.`,
  );
}
