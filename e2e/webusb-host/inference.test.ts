// The data plane under load: many transfers in flight, on one accelerator and on several, and a real small model.
import { readFileSync } from 'node:fs';
import { unwrap } from '../../src/base/index.ts';
import { randomInput } from '../../src/cpu/index.ts';
import { createNodeCpuRuntime } from '../../src/cpu/node.ts';
import { compileVirtually } from '../../src/virtual/compiler/compile.ts';
import { VirtualProgramLibrary } from '../../src/virtual/compiler/program-library.ts';
import type { DeviceProgram } from '../../src/virtual/index.ts';
import { cachingProgram, incrementProgram } from '../../src/virtual/testing/fake-program.ts';
import { patternBytes } from './page/pattern.ts';
import { makeChip } from './testing/chips.ts';
import { expect, test } from './testing/test.ts';

const MIB = 1 << 20;
/** Length of the instruction chunk by which the chip recognises each program. */
const [CACHING, INCREMENT] = [16, 32];

test('chunks of 1 MiB, all in flight, arrive whole and in order, and the output comes back', async ({
  startUsb,
}) => {
  // An odd length: the last chunk is short, and the last read too.
  const parameterBytes = 8 * MIB - 777;
  const inputBytes = 3 * MIB - 333;
  const seen: Uint8Array[] = [];
  const caching: DeviceProgram = {
    ...cachingProgram(parameterBytes),
    run: ({ parameters }) => {
      seen.push(...parameters);
      return Promise.resolve([]);
    },
  };
  const programs = new Map([
    [CACHING, caching],
    [INCREMENT, incrementProgram(inputBytes)],
  ]);
  const usb = await startUsb({ chips: [makeChip({ programs })] });
  await usb.run('worker', 'start', 0);
  expect(await usb.run('worker', 'sendParameters', 0, CACHING, parameterBytes)).toBe(16);
  expect(seen).toHaveLength(1);
  expect(Buffer.compare(seen[0] ?? Buffer.alloc(0), patternBytes(parameterBytes, 2))).toBe(0);
  expect(await usb.run('worker', 'inferIncrement', 0, INCREMENT, inputBytes)).toBe(true);
});

for (const [count, speed] of [
  [2, 'high'],
  [4, 'super'],
] as const) {
  test(`${String(count)} accelerators at ${speed} speed work at the same time`, async ({
    startUsb,
  }) => {
    const inputBytes = MIB + 17;
    const programs = new Map([[INCREMENT, incrementProgram(inputBytes)]]);
    const chips = Array.from({ length: count }, () => makeChip({ programs, speed }));
    const usb = await startUsb({ chips });
    const results = await Promise.all(
      chips.map(async (_, place) => {
        const where = place === 0 ? 'page' : 'worker';
        await usb.run(where, 'start', place);
        return usb.run(where, 'inferIncrement', place, INCREMENT, inputBytes);
      }),
    );
    expect(results).toEqual(chips.map(() => true));
    // Different accelerators, each with the whole of one input: none was served twice.
    for (const { counters } of chips) {
      expect(counters).toMatchObject({ inputBytes, outputBytes: inputBytes, events: 1 });
    }
  });
}

test('a compiled model gives over USB what it gives on the CPU', async ({ startUsb }) => {
  const source = readFileSync('src/tflite/fixtures/mobilenet_v1_0.25_128_quant.tflite');
  const runtime = unwrap(await createNodeCpuRuntime());
  const reference = unwrap(runtime.loadModel(source));
  const input = reference.inputs.map((tensor) => randomInput(tensor, 7))[0] ?? new Uint8Array(0);
  const expected = unwrap(reference.run([input]));
  reference.close();

  const compiled = unwrap(compileVirtually(source));
  const chip = makeChip({ programs: new VirtualProgramLibrary(() => Promise.resolve(runtime)) });
  const usb = await startUsb({
    chips: [chip],
    files: { '/model': compiled.bytes, '/input': input },
  });
  const outputs = await usb.run('worker', 'runModel', 0, '/model', '/input');
  expect(outputs).toEqual(expected.map((output) => [...output]));
  expect(chip.counters.parameterBytes).toBe(compiled.cachedBytes);
});
