import type { DeviceProgram, ProgramLibrary } from '../program.ts';

/** A program that adds 1 to every input byte, with the steps of the simplest real one. */
export function incrementProgram(inputBytes: number): DeviceProgram {
  return {
    kind: 'execution',
    token: 7n,
    steps: [
      { kind: 'instructions' },
      { kind: 'input', bytes: inputBytes },
      { kind: 'output', bytes: inputBytes },
      { kind: 'interrupt', line: 0 },
    ],
    computeMs: () => 2,
    passes: 1,
    overlapShare: 0.5,
    run: ({ inputs }) => Promise.resolve(inputs.map((input) => input.map((byte) => byte + 1))),
  };
}

/** Loads `parameterBytes` under the token of `incrementProgram`. */
export function cachingProgram(parameterBytes: number): DeviceProgram {
  return {
    kind: 'parameter-caching',
    token: 7n,
    steps: [
      { kind: 'instructions' },
      { kind: 'parameters', bytes: parameterBytes },
      { kind: 'interrupt', line: 0 },
    ],
    computeMs: () => 0,
    passes: 1,
    overlapShare: 0.5,
    run: () => Promise.resolve([]),
  };
}

/** Recognises programs by the length of their first chunk. */
export function libraryOf(programs: ReadonlyMap<number, DeviceProgram>): ProgramLibrary {
  return { identify: (chunk) => programs.get(chunk.length) ?? null };
}
