// "Forget" holds from the moment it is chosen. A database takes its time, and a page that is closed or loaded anew
// meanwhile takes that away: a mark that is written at once has the next visit finish the work before it reads anything.
import type { SessionStore } from './kept-session.ts';

/** Written and read at once, as localStorage is. */
export interface ForgetMark {
  read(): boolean;
  write(isForgetting: boolean): void;
}

/** The same store, which never gives out, in this visit or the next, what was to be forgotten. */
export function withForgetMark(store: SessionStore, mark: ForgetMark): SessionStore {
  let clearing: Promise<void> | null = null;

  const clear = (): Promise<void> => {
    const begun =
      clearing === null
        ? store.forget()
        : // What was saved after the one before is to go as well.
          clearing.catch(() => undefined).then(() => store.forget());
    const mine: Promise<void> = begun
      .then(() => {
        if (clearing === mine) mark.write(false);
      })
      .finally(() => {
        if (clearing === mine) clearing = null;
      });
    clearing = mine;
    return mine;
  };
  const cleared = async (): Promise<void> => {
    if (clearing !== null) await clearing;
    else if (mark.read()) await clear();
  };

  return {
    load: async () => {
      await cleared();
      return await store.load();
    },
    saveSource: async (source) => {
      await cleared();
      await store.saveSource(source);
    },
    saveEdits: async (edits) => {
      await cleared();
      await store.saveEdits(edits);
    },
    loadPins: async () => {
      await cleared();
      return await store.loadPins();
    },
    savePins: async (pins) => {
      await cleared();
      await store.savePins(pins);
    },
    forget: () => {
      mark.write(true);
      return clear();
    },
  };
}
