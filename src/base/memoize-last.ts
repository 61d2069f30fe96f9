/** A memory of one value: it is worked out again only when the list of its parts is another, by identity. */
export function rememberLast<Value>(): (parts: readonly unknown[], compute: () => Value) => Value {
  let last: { readonly parts: readonly unknown[]; readonly value: Value } | null = null;
  return (parts, compute) => {
    if (last === null || !isSameList(last.parts, parts)) last = { parts, value: compute() };
    return last.value;
  };
}

/** The function with a memory of one call: the same arguments (by identity) give the same result object. */
export function memoizeLast<Arguments extends readonly unknown[], Value>(
  compute: (...inputs: Arguments) => Value,
): (...inputs: Arguments) => Value {
  const remember = rememberLast<Value>();
  return (...inputs) => remember(inputs, () => compute(...inputs));
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((part, index) => Object.is(part, other[index]));
}
