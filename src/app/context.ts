import type { CutFile } from '../workers/planner-api.ts';
import type { PlannerClient } from '../workers/planner-client.ts';
import type { SessionStore } from './kept-session.ts';
import type { LoadRunPlatform } from './run-slot.ts';
import type { Store } from './store.ts';
import type { AppState } from './types.ts';

/** What the parts of the app share. */
export interface AppContext {
  readonly store: Store<AppState>;
  readonly client: PlannerClient;
}

/** Hands a finished file to the person; the page saves it, a test keeps it. */
export type SaveFile = (file: CutFile) => void;

/** What the app needs from the page it runs in. */
export interface AppPlatform {
  readonly sessions: SessionStore;
  readonly saveFile: SaveFile;
  /** The page's own note that a restore is under way; it survives a crash. */
  readonly crashMark: { read(): boolean; write(isRestoring: boolean): void };
  /** Loads what the Run view needs, when it is shown for the first time. */
  readonly loadRunPlatform: LoadRunPlatform;
}
