// Compares two tensors of raw bytes: to the byte, and in units of the stored type.

export interface Difference {
  /** Position of the element in the tensor, row-major. */
  readonly elementIndex: number;
  readonly expected: number;
  readonly actual: number;
}

export interface Comparison {
  readonly isEqual: boolean;
  readonly differingBytes: number;
  readonly differingElements: number;
  readonly firstDifference: Difference | null;
  /** Largest absolute difference of one element, in units of the stored type; Infinity where one is not a number. */
  readonly largestDifference: number;
}

const EQUAL: Comparison = {
  isEqual: true,
  differingBytes: 0,
  differingElements: 0,
  firstDifference: null,
  largestDifference: 0,
};

/** Compares `actual` with `expected`; both have elements of `type` (the interpreter's word) and the same length. */
export function compareTensors(type: string, expected: Uint8Array, actual: Uint8Array): Comparison {
  const differingBytes = countDifferingBytes(expected, actual);
  if (differingBytes === 0) return EQUAL;
  const { step, read } = readerOf(type);
  const left = viewOf(expected);
  const right = viewOf(actual);
  let firstDifference: Difference | null = null;
  let differingElements = 0;
  let largestDifference = 0;
  for (let at = 0; at + step <= expected.length; at += step) {
    const expectedValue = read(left, at);
    const actualValue = read(right, at);
    if (Object.is(expectedValue, actualValue)) continue;
    differingElements++;
    firstDifference ??= { elementIndex: at / step, expected: expectedValue, actual: actualValue };
    const distance = Math.abs(actualValue - expectedValue);
    largestDifference = Math.max(largestDifference, Number.isNaN(distance) ? Infinity : distance);
  }
  return { isEqual: false, differingBytes, differingElements, firstDifference, largestDifference };
}

function countDifferingBytes(expected: Uint8Array, actual: Uint8Array): number {
  let count = Math.abs(expected.length - actual.length);
  const shared = Math.min(expected.length, actual.length);
  for (let at = 0; at < shared; at++) if (expected[at] !== actual[at]) count++;
  return count;
}

interface ElementReader {
  readonly step: number;
  readonly read: (view: DataView, at: number) => number;
}

function readerOf(type: string): ElementReader {
  switch (type) {
    case 'int8':
      return { step: 1, read: (view, at) => view.getInt8(at) };
    case 'int16':
      return { step: 2, read: (view, at) => view.getInt16(at, true) };
    case 'int32':
      return { step: 4, read: (view, at) => view.getInt32(at, true) };
    case 'float32':
      return { step: 4, read: (view, at) => view.getFloat32(at, true) };
    default:
      return { step: 1, read: (view, at) => view.getUint8(at) };
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
