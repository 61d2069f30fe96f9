import { describe, expect, test } from 'vitest';
import { compareTensors, randomInput, seedForInput } from './index.ts';

const bytesOf = (values: Int32Array | Float32Array | Int16Array): Uint8Array =>
  new Uint8Array(values.buffer);

describe('comparing tensors', () => {
  test.each([
    ['uint8', Uint8Array.of(1, 250, 3), Uint8Array.of(1, 255, 4), 1, 250, 255, 5, 2],
    ['int8', Uint8Array.of(0, 127), Uint8Array.of(0, 128), 1, 127, -128, 255, 1],
    ['int16', bytesOf(Int16Array.of(5, -5)), bytesOf(Int16Array.of(5, 300)), 1, -5, 300, 305, 1],
    ['int32', bytesOf(Int32Array.of(-1, 2)), bytesOf(Int32Array.of(7, 2)), 0, -1, 7, 8, 1],
    [
      'float32',
      bytesOf(Float32Array.of(0.5, 2)),
      bytesOf(Float32Array.of(0.5, -2)),
      1,
      2,
      -2,
      4,
      1,
    ],
  ] as const)('%s: finds the first and the largest difference', (...row) => {
    const [type, expected, actual, elementIndex, left, right, largest, count] = row;
    expect(compareTensors(type, expected, actual)).toMatchObject({
      isEqual: false,
      differingElements: count,
      firstDifference: { elementIndex, expected: left, actual: right },
      largestDifference: largest,
    });
    expect(compareTensors(type, expected, expected.slice()).isEqual).toBe(true);
  });

  test('a number against none is an infinite difference, and other bytes of none are no equality', () => {
    const one = bytesOf(Float32Array.of(1));
    const none = Uint8Array.of(0, 0, 192, 127);
    expect(compareTensors('float32', one, none).largestDifference).toBe(Infinity);
    expect(compareTensors('float32', none, Uint8Array.of(1, 0, 192, 127)).isEqual).toBe(false);
  });
});

describe('random inputs', () => {
  const tensor = (type: string, byteLength: number) => ({ name: 'x', type, shape: [], byteLength });

  test('are the same for the same seed, differ between seeds and use the whole range of a byte', () => {
    const bytes = randomInput(tensor('int8', 65_536), 7);
    expect(randomInput(tensor('int8', 65_536), 7)).toEqual(bytes);
    expect(randomInput(tensor('int8', 65_536), 8)).not.toEqual(bytes);
    expect(new Set(bytes).size).toBe(256);
    expect(seedForInput(7, 0)).not.toBe(seedForInput(7, 1));
  });

  test('keep to the values that a type can take', () => {
    const floats = new Float32Array(randomInput(tensor('float32', 4000), 1).buffer);
    expect(floats.every((value) => value >= -1 && value < 1)).toBe(true);
    const integers = new Int32Array(randomInput(tensor('int32', 4000), 1).buffer);
    expect(integers.every((value) => value >= 0 && value < 10)).toBe(true);
    expect(randomInput(tensor('bool', 100), 1).every((value) => value < 2)).toBe(true);
  });
});
