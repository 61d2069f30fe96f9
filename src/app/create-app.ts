import { loadSampleIndex, listSamples } from '../samples/index.ts';
import { PlannerClient } from '../workers/planner-client.ts';
import { App } from './app.ts';
import type { AppPlatform } from './context.ts';
import { INITIAL_STATE } from './initial-state.ts';
import { Store } from './store.ts';

/** The app over real workers. `samplesUrl` is the folder of the samples on the page's own origin, with a slash at its end. */
export function createApp(samplesUrl: string, platform: Omit<AppPlatform, 'loadRunPlatform'>): App {
  const store = new Store(INITIAL_STATE);
  const firmwareUrl = new URL('../firmware/', samplesUrl).href;
  const loadRunPlatform: AppPlatform['loadRunPlatform'] = async () =>
    (await import('./run-platform.ts')).createRunPlatform(samplesUrl, firmwareUrl);
  return new App(
    { store, client: new PlannerClient(samplesUrl) },
    { ...platform, loadRunPlatform },
  );
}

/** Reads the list of samples into the store. Without it the page works all the same, only without samples. */
export async function loadSampleList(
  app: App,
  readFile: (name: string) => Promise<Uint8Array>,
): Promise<void> {
  const unused = (): Promise<never> => Promise.reject(new Error('Only the index is read here.'));
  const index = await loadSampleIndex({ readFile, gunzip: unused, sha256: unused });
  if (index.ok) app.store.set({ samples: listSamples(index.value) });
}
