// Fields of a link's JSON, each checked before anything is made of it. All throw `share/damaged`.
import { FailureError } from '../base/index.ts';

const MAX_TEXT_CHARACTERS = 120;
/** Control characters, and those that turn the direction of the text around them. */
const STEERING_CHARACTERS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged(what);
  return value as Fields;
}

export function listOf(value: unknown, most: number, what: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw damaged(`its ${what}`);
  return value as readonly unknown[];
}

export function countOf(
  value: unknown,
  what: string,
  most = Number.MAX_SAFE_INTEGER,
  least = 0,
): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw damaged(`its ${what}`);
  return value;
}

/** Text of a bounded length without characters that steer its display; it is shown as text, never as markup. */
export function textOf(value: unknown, what: string, most = MAX_TEXT_CHARACTERS): string {
  if (typeof value !== 'string' || value.length > most || STEERING_CHARACTERS.test(value))
    throw damaged(what);
  return value;
}

export function nameOf<T extends string>(names: readonly T[], value: unknown, what: string): T {
  const name = typeof value === 'number' ? names[value] : undefined;
  if (name === undefined) throw damaged(`its ${what}`);
  return name;
}

export function damaged(what: string): FailureError {
  return new FailureError({
    code: 'share/damaged',
    message: `This link is damaged: ${what} cannot be read.`,
    hint: 'Part of it may have been lost when it was copied. Ask for the link again.',
  });
}
