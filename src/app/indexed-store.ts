// One object store of one IndexedDB database, opened for each use: nothing holds it when another tab wants to change it.

export interface StoreName {
  readonly database: string;
  readonly version: number;
  readonly store: string;
}

/** One request in a transaction of its own; resolves once that is complete, rejects where storage is off or full. */
export async function transact(
  factory: IDBFactory,
  name: StoreName,
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await openDatabase(factory, name);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(name.store, mode);
      const request = use(transaction.objectStore(name.store));
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

function openDatabase(
  factory: IDBFactory,
  { database, version, store }: StoreName,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(database, version);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(store);
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
