/** Throws when an invariant is broken: a bug in Reef, never a reaction to input. */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${claim}`);
}

/** The value, known to exist; throws when it does not. */
export function assertExists<T>(value: T | null | undefined, claim = 'value exists'): T {
  if (value === null || value === undefined) throw new Error(`Broken invariant: ${claim}`);
  return value;
}

/** Marks the end of an exhaustive `switch`. */
export function unreachable(value: never): never {
  throw new Error(`Broken invariant: unexpected ${String(value)}`);
}
