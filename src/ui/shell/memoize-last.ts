/** The function with a memory of one call: the same arguments (by identity) give the same result object. */
export function memoizeLast<Arguments extends readonly unknown[], Value>(
  compute: (...inputs: Arguments) => Value,
): (...inputs: Arguments) => Value {
  let last: { readonly inputs: Arguments; readonly value: Value } | null = null;
  return (...inputs) => {
    if (last?.inputs.every((input, index) => Object.is(input, inputs[index])) !== true) {
      last = { inputs, value: compute(...inputs) };
    }
    return last.value;
  };
}
