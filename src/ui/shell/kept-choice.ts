// Small choices that this computer remembers: one text by key. Storage may be switched off; then nothing is remembered.

export function readKept(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    // Storage is switched off: the page works, it only remembers nothing.
    return '';
  }
}

/** An empty text removes the key. */
export function keep(key: string, value: string): void {
  try {
    if (value === '') localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}

/** Whether the first visit's explanation has been dismissed: "yes" or nothing. */
export const WELCOMED_KEY = 'reef.welcomed';
/** Whether keys of one character are switched off: "off" or nothing. */
export const SINGLE_KEYS_KEY = 'reef.single-keys';
