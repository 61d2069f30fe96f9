// The firmware image in a database of its own: "Forget" of the model leaves it alone, and the other way round. What comes
// out of it goes through the same checks as a dropped file.

export interface KeptFirmware {
  readonly name: string;
  readonly file: Blob;
}

/** Every method may reject: storage can be full, switched off or private. */
export interface FirmwareStore {
  load(): Promise<KeptFirmware | null>;
  save(firmware: KeptFirmware): Promise<void>;
  forget(): Promise<void>;
}

const DATABASE = 'reef-firmware';
const STORE = 'firmware';
const KEY = 'image';

export function createIndexedDbFirmware(factory: IDBFactory): FirmwareStore {
  return {
    load: async () => parseKept(await transact(factory, 'readonly', (store) => store.get(KEY))),
    save: async (firmware) => {
      await transact(factory, 'readwrite', (store) => store.put(firmware, KEY));
    },
    forget: async () => {
      await transact(factory, 'readwrite', (store) => store.clear());
    },
  };
}

function parseKept(value: unknown): KeptFirmware | null {
  if (typeof value !== 'object' || value === null) return null;
  const { name, file } = value as { readonly name?: unknown; readonly file?: unknown };
  return typeof name === 'string' && file instanceof Blob ? { name, file } : null;
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
    const request = factory.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE);
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('The browser refused its database.'));
    };
  });
}
