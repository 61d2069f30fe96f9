// The session in IndexedDB: it takes a Blob as it is, so a model's bytes never pass through the page's memory.
import type { SessionStore } from './kept-session.ts';

const DATABASE = 'reef';
const DATABASE_VERSION = 1;
const STORE = 'session';
const SOURCE_KEY = 'source';
const EDITS_KEY = 'edits';

/** A session store in the browser's database; rejects where that is switched off or full. */
export function createIndexedDbSessions(factory: IDBFactory): SessionStore {
  return {
    load: async () => {
      const source = await transact(factory, 'readonly', (store) => store.get(SOURCE_KEY));
      const edits = await transact(factory, 'readonly', (store) => store.get(EDITS_KEY));
      return typeof edits === 'object' ? { ...edits, source } : null;
    },
    saveSource: async (source) => {
      await transact(factory, 'readwrite', (store) => store.put(source, SOURCE_KEY));
    },
    saveEdits: async (edits) => {
      await transact(factory, 'readwrite', (store) => store.put(edits, EDITS_KEY));
    },
    forget: async () => {
      await transact(factory, 'readwrite', (store) => store.clear());
    },
  };
}

async function transact(
  factory: IDBFactory,
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await openDatabase(factory);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = use(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        resolve(request.result as unknown);
      };
      transaction.onerror = transaction.onabort = () => {
        reject(transaction.error ?? new Error('The browser gave the transaction up.'));
      };
    });
  } finally {
    database.close();
  }
}

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(DATABASE, DATABASE_VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE);
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('The browser refused its database.'));
    };
    request.onblocked = () => {
      reject(new Error('Another tab holds an older version of the database.'));
    };
  });
}
