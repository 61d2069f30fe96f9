// The firmware image in a database of its own: "Forget" of the model leaves it alone, and the other way round. What comes
// out of it goes through the same checks as a dropped file.
import { transact } from './indexed-store.ts';

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

const NAME = { database: 'reef-firmware', version: 1, store: 'firmware' } as const;
const KEY = 'image';

export function createIndexedDbFirmware(factory: IDBFactory): FirmwareStore {
  return {
    load: async () =>
      parseKept(await transact(factory, NAME, 'readonly', (store) => store.get(KEY))),
    save: async (firmware) => {
      await transact(factory, NAME, 'readwrite', (store) => store.put(firmware, KEY));
    },
    forget: async () => {
      await transact(factory, NAME, 'readwrite', (store) => store.clear());
    },
  };
}

function parseKept(value: unknown): KeptFirmware | null {
  if (typeof value !== 'object' || value === null) return null;
  const { name, file } = value as { readonly name?: unknown; readonly file?: unknown };
  return typeof name === 'string' && file instanceof Blob ? { name, file } : null;
}
