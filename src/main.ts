// Entry of the page: the app over the browser's own storage and downloads, the shell on top, theme and address kept in step.
import {
  Address,
  createApp,
  createIndexedDbSessions,
  createTabHistory,
  loadSampleList,
  withForgetMark,
} from './app/index.ts';
import type { App, AppPlatform, ThemeName } from './app/index.ts';
import { allowOwnScripts } from './base/index.ts';
import { keepOffline, takeLaunchedFiles } from './sw/index.ts';
import { applyTheme, keep, ReefApp, readKept } from './ui/index.ts';
import './ui/theme/tokens.css';

const THEME_KEY = 'reef.theme';
const CRASH_KEY = 'reef.restoring';
const FORGET_KEY = 'reef.forgetting';
const THEMES: readonly ThemeName[] = ['system', 'light', 'dark'];

declare global {
  interface Window {
    /** Resolves when nothing is pending and all is drawn; for tests, so that they never sleep. */
    reefIdle: () => Promise<void>;
  }
}

const platform: Omit<AppPlatform, 'loadRunPlatform'> = {
  sessions: withForgetMark(createIndexedDbSessions(indexedDB), {
    read: () => readKept(FORGET_KEY) === 'yes',
    write: (isForgetting) => {
      keep(FORGET_KEY, isForgetting ? 'yes' : '');
    },
  }),
  saveFile: ({ name, bytes }) => {
    const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    const link = Object.assign(document.createElement('a'), { href: url, download: name });
    link.click();
    // The download has its own hold on the bytes once it has begun.
    setTimeout(() => {
      URL.revokeObjectURL(url);
    }, 10_000);
  },
  crashMark: {
    read: () => readKept(CRASH_KEY) === 'yes',
    write: (isRestoring) => {
      keep(CRASH_KEY, isRestoring ? 'yes' : '');
    },
  },
};

function start(): void {
  allowOwnScripts(globalThis);
  const samplesUrl = new URL('samples/', document.baseURI).href;
  const app = createApp(samplesUrl, platform);
  followTheme(app);
  const address = new Address(app, createTabHistory(window));
  const shell = new ReefApp();
  shell.app = app;
  document.body.append(shell);
  const started = address.start();
  window.reefIdle = async () => {
    // What was kept is read first; nothing is pending meanwhile, and yet the page is not idle.
    await started;
    await app.whenIdle();
    await address.whenIdle();
    await shell.updateComplete;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  };
  void loadSampleList(app, async (name) => {
    const response = await fetch(new URL(name, samplesUrl));
    return new Uint8Array(await response.arrayBuffer());
  });
  void started.then(() => {
    takeLaunchedFiles(globalThis, (files) => {
      app.takeFiles(files);
    });
  });
  // Keeping files for later must not slow down the first picture.
  if (import.meta.env.PROD) void keepForLater(app, shell, started);
}

/** Keeps the page for visits without a network; offers a newer version once one is there. */
async function keepForLater(app: App, shell: ReefApp, started: Promise<void>): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await started;
  await app.whenIdle();
  const { serviceWorker: container } = navigator;
  await keepOffline(
    {
      container,
      workerUrl: new URL('sw.js', document.baseURI).href,
      pageScriptUrl: import.meta.url,
      onReturn: (call) => {
        document.addEventListener('visibilitychange', () => {
          if (document.visibilityState === 'visible') call();
        });
      },
      now: Date.now,
      after: (ms, call) => window.setTimeout(call, ms),
      reload: () => {
        window.location.reload();
      },
    },
    (update) => {
      shell.hasUpdate = true;
      shell.addEventListener('reload-requested', update.load);
      app.announce('A newer version of Reef is ready.');
    },
  );
}

function followTheme(app: App): void {
  const theme = THEMES.find((name) => name === readKept(THEME_KEY)) ?? 'system';
  app.chooseTheme(theme);
  applyTheme(document.documentElement, theme);
  app.store.subscribe((state, previous) => {
    if (state.theme === previous.theme) return;
    applyTheme(document.documentElement, state.theme);
    keep(THEME_KEY, state.theme);
  });
}

start();
