// The session in IndexedDB: it takes a Blob as it is, so a model's bytes never pass through the page's memory.
import { transact } from './indexed-store.ts';
import type { SessionStore } from './kept-session.ts';

const NAME = { database: 'reef', version: 1, store: 'session' } as const;
const SOURCE_KEY = 'source';
const EDITS_KEY = 'edits';
const PINS_KEY = 'pins';

/** A session store in the browser's database; rejects where that is switched off or full. */
export function createIndexedDbSessions(factory: IDBFactory): SessionStore {
  return {
    load: async () => {
      const source = await transact(factory, NAME, 'readonly', (store) => store.get(SOURCE_KEY));
      const edits = await transact(factory, NAME, 'readonly', (store) => store.get(EDITS_KEY));
      return typeof edits === 'object' ? { ...edits, source } : null;
    },
    saveSource: async (source) => {
      await transact(factory, NAME, 'readwrite', (store) => store.put(source, SOURCE_KEY));
    },
    saveEdits: async (edits) => {
      await transact(factory, NAME, 'readwrite', (store) => store.put(edits, EDITS_KEY));
    },
    loadPins: () => transact(factory, NAME, 'readonly', (store) => store.get(PINS_KEY)),
    savePins: async (pins) => {
      await transact(factory, NAME, 'readwrite', (store) => store.put(pins, PINS_KEY));
    },
    forget: async () => {
      await transact(factory, NAME, 'readwrite', (store) => store.clear());
    },
  };
}
