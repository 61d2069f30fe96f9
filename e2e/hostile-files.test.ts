// Files that are meant to do harm: nothing in them runs, nothing hangs, memory stays bounded, and the page says what is wrong.
import { buildModel } from '../src/tflite/testing/build-model.ts';
import type { GraphSpec } from '../src/tflite/testing/build-model.ts';
import { deflatedZeros, zipOf } from './lib/bombs.ts';
import { mutate, SCRIPTS, seededRandom, Watch } from './lib/hostile.ts';
import { fixture } from './lib/reef-page.ts';
import { expect, test as base } from './lib/test.ts';

const test = base.extend<{ watch: Watch }>({
  watch: async ({ page, browser }, use) => {
    await use(new Watch(page, browser));
  },
});

const FUZZ_MS = 240_000;
/** A quarter of a gigabyte comes out before an archive is given up. */
const UNPACK_MS = 60_000;
const MUTANTS_PER_FILE = 20;
const LARGEST = 0x7fff_ffff;

/** A convolution whose names and shapes are given. */
function convolution(names: string, shape: readonly number[]): GraphSpec {
  const scale = { scales: [0.5], zeroPoints: [0] };
  return {
    tensors: [
      { name: `in ${names}`, type: 'INT8', shape, ...scale },
      { name: names, type: 'INT8', shape: [4, 1, 1, 3], data: new Uint8Array(12), ...scale },
      { name: `out ${names}`, type: 'INT8', shape: [...shape.slice(0, 3), 4], ...scale },
    ],
    operators: [
      {
        kind: 'CONV_2D',
        inputs: [0, 1, -1],
        outputs: [2],
        options: 'Conv2D',
        fields: { stride_w: 1, stride_h: 1 },
      },
    ],
    inputs: [0],
    outputs: [2],
  };
}

test('scripts in names of files and tensors are text, in every view', async ({
  reef,
  page,
  watch,
}) => {
  await reef.open();
  for (const script of SCRIPTS) {
    const bytes = buildModel(convolution(script, [1, 8, 8, 3]));
    await reef.chooseFile(`${script.replaceAll('/', '')}.tflite`, bytes);
    await reef.idle();
    for (const view of ['Model', 'Plan', 'Run', 'Share']) {
      await reef.tab(view).click();
      await reef.idle();
    }
    await watch.expectUnharmed(reef);
    await reef.tab('Model').click();
    // The table shows the last part of a name, as operators are named by paths.
    const shown = script.slice(script.lastIndexOf('/') + 1);
    await expect(page.getByRole('table', { name: 'Operators' })).toContainText(shown);
  }
});

test('numbers that are too large to be true are refused, or lead to figures', async ({
  reef,
  watch,
}) => {
  test.setTimeout(FUZZ_MS);
  const shapes: readonly (readonly number[])[] = [
    [1, LARGEST, LARGEST, 3],
    [LARGEST, 8, 8, 3],
    [1, 65_536, 65_536, 3],
    [1, -8, 8, 3],
    [1, 0, 0, 3],
    Array.from({ length: 1000 }, () => 2),
  ];
  await reef.open();
  for (const [index, shape] of shapes.entries()) {
    const called = `huge ${String(index)}`;
    await reef.chooseFile(`${called}.tflite`, buildModel(convolution('x', shape)));
    await reef.idle();
    await expect(reef.headline).not.toHaveText(/NaN|Infinity|undefined/);
    await expect(reef.page.locator('reef-app')).toContainText(called);
    await watch.expectUnharmed(reef);
  }
  await watch.expectBoundedMemory();
});

test('names of a megabyte do not stop the page', async ({ reef, watch }) => {
  await reef.open();
  await reef.chooseFile(
    'long.tflite',
    buildModel(convolution('n'.repeat(1_000_000), [1, 8, 8, 3])),
  );
  await reef.idle();
  await watch.expectUnharmed(reef);
});

for (const name of ['bright_16x16.tflite', 'dense_256.tflite', 'testconv1-edgetpu.tflite']) {
  test(`${name} with random damage is opened or refused, ${String(MUTANTS_PER_FILE)} times`, async ({
    reef,
    watch,
  }) => {
    test.setTimeout(FUZZ_MS);
    const random = seededRandom(name.length);
    let refused = 0;
    await reef.open();
    for (let mutant = 0; mutant < MUTANTS_PER_FILE; mutant++) {
      const called = `mutant ${String(mutant)}`;
      await reef.chooseFile(`${called}.tflite`, mutate(fixture(name), random));
      await reef.idle();
      const isRefused = (await reef.headline.innerText()).includes(`${called}.tflite could not be`);
      if (isRefused) refused++;
      else await expect(reef.facts).toContainText(called);
    }
    expect(refused).toBeGreaterThan(0);
    await watch.expectUnharmed(reef);
    await watch.expectBoundedMemory();
  });
}

test('what is verified after random damage ends in a sentence', async ({ reef, watch }) => {
  test.setTimeout(FUZZ_MS);
  const random = seededRandom(7);
  const model = fixture('dense_256.tflite');
  await reef.open();
  for (let mutant = 0; mutant < 12; mutant++) {
    // Weights and quantisation, which planning never looks at; only the interpreter does.
    const damaged = new Uint8Array(model);
    for (let change = 0; change < 20; change++) damaged[random(damaged.length)] = random(256);
    await reef.chooseFile(`mutant ${String(mutant)}.tflite`, damaged);
    await reef.idle();
    await reef.tab('Plan').click();
    if ((await reef.verifyButton.count()) === 0 || !(await reef.verifyButton.isEnabled())) continue;
    await reef.verifyButton.click();
    await reef.idle();
    await expect(reef.verifyState).not.toBeEmpty();
  }
  await watch.expectUnharmed(reef);
  await watch.expectBoundedMemory();
});

const COMPILED = 'm_segment_0_of_2_edgetpu.tflite';

test('archives that unpack to gigabytes are stopped on the way, whatever they claim', async ({
  reef,
  page,
  watch,
}) => {
  test.setTimeout(FUZZ_MS);
  await reef.open();
  const zeros = deflatedZeros(4096);
  for (const claimed of [0, 1000, 0xffff_ffff]) {
    await reef.drop([{ name: 'bomb.zip', bytes: zipOf(COMPILED, zeros, claimed) }]);
    await expect(page.locator('reef-failure .message')).toContainText(
      'holds more than Reef unpacks',
      { timeout: UNPACK_MS },
    );
    await page.getByRole('button', { name: 'Back to ResNet-50' }).click();
  }
  await watch.expectUnharmed(reef);
  await watch.expectBoundedMemory();
});

const JSON_START = '{"format": "reef-result-1", "model":';
const others: readonly (readonly [what: string, name: string, bytes: Uint8Array])[] = [
  [
    'a picture with a script',
    'x.svg',
    text(`<svg xmlns="x"><script>window.hacked=1</script></svg>`),
  ],
  ['a page', 'x.html', text(`<!doctype html>${SCRIPTS.join('')}`)],
  ['nested lists', 'x.json', text(`${JSON_START}${'['.repeat(1_000_000)}`)],
  [
    'nested objects',
    'x.json',
    text(`${JSON_START}${'{"a":'.repeat(200_000)}1${'}'.repeat(200_001)}`),
  ],
  [
    'numbers beyond all',
    'x.json',
    text(`${JSON_START} {"sha256": "x", "name": 1e999}, "plan": {}}`),
  ],
  ['a script for a name', 'x.json', scripted()],
  ['a prototype', 'x.json', text(`${JSON_START} {"__proto__": {"x": 1}}, "__proto__": []}`)],
  ['firmware of random bytes', 'x.bin', randomBytes(10_783)],
  [
    'a program of random bytes',
    'x.so',
    Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, ...randomBytes(9000)),
  ],
  ['a text with a hostile link', 'x.url', text(`https://a/#v1.${'A'.repeat(16_000)}`)],
  ['nothing', 'x.zip', new Uint8Array()],
  ['the start of a zip', 'x.zip', zipOf(COMPILED, deflatedZeros(1), 9).subarray(0, 40)],
];
test('whatever else is dropped is answered in words', async ({ reef, page, watch }) => {
  test.setTimeout(FUZZ_MS);
  await reef.open();
  for (const [what, name, bytes] of others) {
    await reef.drop([{ name, bytes }]);
    const answer = page.locator('reef-failure .message').first();
    await expect(answer, what).not.toBeEmpty();
    await watch.expectUnharmed(reef);
    const back = page.getByRole('button', { name: /^Back to / });
    if ((await back.count()) > 0) await back.click();
    else await page.reload();
    await reef.idle();
  }
  await watch.expectBoundedMemory();
});

test('a log of one endless line is answered beside the segments', async ({ reef, page, watch }) => {
  await reef.open();
  const line = `Edge TPU Compiler version ${'9'.repeat(4_000_000)}`;
  await reef.drop([{ name: 'x.log', bytes: text(line) }]);
  await expect(page.getByRole('main')).toContainText('"x.log" says that the compiler failed');
  await watch.expectUnharmed(reef);
});

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function scripted(): Uint8Array {
  const model = { sha256: SCRIPTS[0], name: SCRIPTS[1], source: `sample:${SCRIPTS[2] ?? ''}` };
  const plan = {
    deviceList: [{ link: 'usb3', clock: 'max', bus: 0 }],
    segments: [{ lastDepth: 3 }],
    batch: 15,
    strategy: 'balanced',
  };
  return text(JSON.stringify({ format: 'reef-result-1', model, plan }));
}

function randomBytes(length: number): Uint8Array {
  const random = seededRandom(length);
  return Uint8Array.from({ length }, () => random(256));
}
