import type { KeptPin } from './kept-session.ts';

/** Pins from storage, as untrusted as any input; what is not one is left out. The links are checked when they are read. */
export function parseKeptPins(stored: unknown): readonly KeptPin[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((value: unknown): KeptPin[] => {
    if (typeof value !== 'object' || value === null) return [];
    const { title, link } = value as Readonly<Record<string, unknown>>;
    return typeof title === 'string' && typeof link === 'string' ? [{ title, link }] : [];
  });
}
