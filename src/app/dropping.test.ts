import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { planToJson } from '../partition/index.ts';
import { loadFixture } from '../tflite/testing/models.ts';
import { standInFirmware } from '../workers/runner-stand-in.ts';
import type { App } from './app.ts';
import { shownPlan } from './plan-choice.ts';
import type { RunControl } from './run-control.ts';
import { toDeviceSpecs } from './set-up.ts';
import { compileSegments } from './testing/compiled-files.ts';
import { folderOf } from './testing/folders.ts';
import { createTestApp, fixtureSource } from './testing/test-app.ts';
import { testRunPlatform } from './testing/test-run.ts';

const MODEL = 'mobilenet_v1_0.25_128_quant';
const LINK = readFileSync('src/share/golden/v1-inception-v3-4-devices.link', 'utf8').trim();

interface Page {
  readonly app: App;
  readonly run: RunControl;
}

async function openPage(model: string | null = MODEL, deviceCount = 2): Promise<Page> {
  const { app } = createTestApp({ loadRunPlatform: () => Promise.resolve(testRunPlatform()) });
  if (model !== null) app.open(fixtureSource(model));
  app.editing.setDeviceCount(deviceCount);
  await app.whenIdle();
  // Exactly as many segments as devices.
  app.editing.chooseStrategy('balanced');
  await app.whenIdle();
  return { app, run: await app.running.load() };
}

async function drop({ app }: Page, ...files: readonly File[]): Promise<void> {
  app.takeFiles(files);
  await app.whenIdle();
}

async function dropFolder({ app }: Page, name: string, ...files: readonly File[]): Promise<void> {
  app.takeFiles([], [folderOf(name, files)]);
  await app.whenIdle();
}

function file(name: string, content: string | Uint8Array<ArrayBuffer>): File {
  return new File([content], name);
}

function failureCode({ store }: App): string | null {
  return store.state.opening.kind === 'failed' ? store.state.opening.failure.code : null;
}

function compiled(page: Page, budgetBytes?: number): ReturnType<typeof compileSegments> {
  const plan = shownPlan(page.app.store.state);
  if (plan === null) throw new Error('There is a plan');
  return compileSegments(loadFixture(MODEL), MODEL, plan, budgetBytes);
}

describe('what is dropped goes where it belongs', () => {
  test('a model by any name is opened', async () => {
    const page = await openPage();
    await drop(page, file('download', loadFixture('dense_256')));
    expect(page.app.store.state.model?.fileName).toBe('download');
    expect(failureCode(page.app)).toBeNull();
  });

  test('a compiled segment and its log go to Run, from any view', async () => {
    const page = await openPage();
    page.app.showView('model');
    const [first] = compiled(page);
    await drop(page, file('a', first!.compiled), file('b.txt', first!.log));
    expect(page.app.store.state.view).toBe('run');
    expect(page.run.store.state.compiled?.segments).toMatchObject([
      { fileName: 'a', from: 'file' },
      null,
    ]);
    expect(page.app.store.state.model?.name).toBe(MODEL);
  });

  test('a model and the segments that were compiled from it: the model is opened first', async () => {
    const before = await openPage();
    const files = compiled(before).map(({ name, compiled: bytes }) => file(name, bytes));
    const page = await openPage('dense_256');
    await drop(page, ...files, file(`${MODEL}.tflite`, loadFixture(MODEL)));
    page.app.editing.chooseStrategy('balanced');
    await page.app.whenIdle();
    expect(page.app.store.state.model?.name).toBe(MODEL);
    expect(page.run.store.state.compiled?.files.map((one) => one?.name)).toEqual(
      files.map(({ name }) => name),
    );
  });

  test('firmware goes to the devices', async () => {
    const page = await openPage();
    await drop(page, file('x.bin', standInFirmware()));
    await expect.poll(() => page.run.store.state.situation.firmware?.name).toBe('x.bin');
    expect(page.app.store.state.view).toBe('run');
  });

  test('a link in a text is opened', async () => {
    const page = await openPage();
    await drop(page, file('shortcut.url', `[InternetShortcut]\nURL=https://a.example/#${LINK}\n`));
    expect(page.app.store.state.shared).toMatchObject({ kind: 'open', link: LINK });
  });

  test('a zip with compiled segments is unpacked; what else is in it is left alone', async () => {
    const page = await openPage();
    const entries = compiled(page).flatMap(({ name, compiled: bytes, printed }) => [
      [`compiled/${name}.tflite`, bytes] as const,
      [`compiled/${name.replace('_edgetpu', '_compiler')}.log`, strToU8(printed)] as const,
    ]);
    const zip = zipSync(
      Object.fromEntries([...entries, [`${MODEL}_segment_0_of_2.tflite`, loadFixture(MODEL)]]),
    );
    await drop(page, file('compiled.zip', new Uint8Array(zip)));
    const { segments = [], unmatched } = page.run.store.state.compiled ?? {};
    expect(segments.map((one) => one?.from)).toEqual(['file', 'file']);
    expect(unmatched).toEqual([]);
  });

  test('several kinds at once each find their place; what is left is named', async () => {
    const page = await openPage();
    const [first] = compiled(page);
    await drop(
      page,
      file('x.png', 'no picture'),
      file('a.tflite', first!.compiled),
      file('f.bin', standInFirmware()),
    );
    expect(page.run.store.state.compiled?.files[0]?.name).toBe('a.tflite');
    await expect.poll(() => page.run.store.state.situation.firmware?.name).toBe('f.bin');
    expect(page.app.store.state.dropNotice).toMatchObject({ details: { files: 'x.png' } });
  });
});

describe('what was left of a drop is said beside what was taken', () => {
  test('a model is opened, and the file beside it that nobody knows is named with the reason', async () => {
    const page = await openPage();
    await drop(page, file('notes.txt', 'words'), file('dense', loadFixture('dense_256')));
    const { model, dropNotice, announcement } = page.app.store.state;
    expect(model?.fileName).toBe('dense');
    expect(dropNotice).toMatchObject({
      code: 'app/not-taken',
      message: '"notes.txt" is nothing that Reef can use. It looks like a plain text.',
      hint: expect.stringContaining('Reef takes') as string,
    });
    expect(announcement).toBe(dropNotice?.message);
  });

  test('it stays until it is closed or something else is dropped', async () => {
    const page = await openPage();
    await drop(page, file('x.png', '?'), file('dense', loadFixture('dense_256')));
    page.app.showView('model');
    expect(page.app.store.state.dropNotice).not.toBeNull();
    await drop(page, file('f.bin', standInFirmware()));
    expect(page.app.store.state.dropNotice).toBeNull();
  });

  test('a drop that is taken takes away what was said of one that was not', async () => {
    const page = await openPage();
    await drop(page, file('x.png', '?'));
    expect(failureCode(page.app)).toBe('app/not-taken');
    await drop(page, file('f.bin', standInFirmware()));
    expect(failureCode(page.app)).toBeNull();
  });
});

describe('a folder', () => {
  test('of compiled segments and logs goes to Run; what else is in it is passed over', async () => {
    const page = await openPage();
    const outputs = compiled(page);
    await dropFolder(
      page,
      'out',
      ...outputs.map(({ name, compiled: bytes }) => file(`${name}.tflite`, bytes)),
      ...outputs.map(({ name, printed }) =>
        file(`${name.replace('_edgetpu', '_compiler')}.log`, printed),
      ),
      ...outputs.map(({ name }) =>
        file(`${name.replace('_edgetpu', '')}.tflite`, loadFixture('dense_256')),
      ),
      file('Makefile', 'all:'),
    );
    const { segments = [], unmatched } = page.run.store.state.compiled ?? {};
    expect(segments.map((one) => one?.from)).toEqual(['file', 'file']);
    expect(unmatched).toEqual([]);
    expect(page.app.store.state).toMatchObject({ view: 'run', dropNotice: null });
    expect(failureCode(page.app)).toBeNull();
  });

  test('with a model in it opens the model', async () => {
    const page = await openPage();
    await dropFolder(page, 'models', file('dense.tflite', loadFixture('dense_256')));
    expect(page.app.store.state.model?.fileName).toBe('dense.tflite');
  });

  test('beside a model that is of no use is named while the model is opened', async () => {
    const page = await openPage();
    const pictures = folderOf('pictures', [file('a.png', '?')]);
    page.app.takeFiles([file('dense', loadFixture('dense_256'))], [pictures]);
    await page.app.whenIdle();
    expect(page.app.store.state.model?.fileName).toBe('dense');
    expect(page.app.store.state.dropNotice).toMatchObject({ code: 'app/folder-of-others' });
  });

  test.each<readonly [what: string, files: readonly File[], code: string]>([
    ['that is empty', [], 'app/folder-empty'],
    ['of hidden files', [file('.DS_Store', '?')], 'app/folder-empty'],
    ['of other things', [file('a.png', '?'), file('b', '?')], 'app/folder-of-others'],
    [
      'of segments that are still to be compiled',
      [file('compile.sh', '#!'), file('m_segment_0_of_2.tflite', loadFixture('dense_256'))],
      'app/bundle-dropped',
    ],
    [
      'with more files than Reef looks at',
      Array.from({ length: 513 }, (_, index) => file(`${String(index)}.log`, '')),
      'app/folder-too-large',
    ],
  ])('%s is answered', async (_what, files, code) => {
    const page = await openPage();
    await dropFolder(page, 'out', ...files);
    expect(page.app.store.state.opening).toMatchObject({ name: 'out', failure: { code } });
    expect(page.app.store.state.model?.name).toBe(MODEL);
  });
});

describe('a text', () => {
  test.each([
    ['an address with a result', `https://a.example/reef/#run/${LINK}`],
    ['its fragment', `#${LINK}`],
    ['the link alone', ` ${LINK}\n`],
    ['a letter with the address in it', `Look: https://a.example/#${LINK} !`],
  ])('%s opens the result, dropped or pasted', async (_what, text) => {
    for (const isPasted of [false, true]) {
      const { app } = await openPage();
      app.takeText(text, isPasted);
      await app.whenIdle();
      expect(app.store.state.shared).toMatchObject({ kind: 'open', link: LINK });
    }
  });

  test.each([
    ['words', 'Shall we have lunch?', 'app/text-without-result'],
    ['another address', 'https://a.example/model.tflite', 'app/address-without-result'],
  ])('%s: dropped in the place of the result, pasted beside it', async (_what, text, code) => {
    const { app } = await openPage();
    app.takeText(text, true);
    await app.whenIdle();
    expect(app.store.state.dropNotice).toMatchObject({ code });
    expect(failureCode(app)).toBeNull();
    app.takeText(text, false);
    await app.whenIdle();
    expect(failureCode(app)).toBe(code);
    expect(app.store.state.dropNotice).toBeNull();
  });

  test('with a damaged link says what the page of such a link says', async () => {
    const { app } = await openPage();
    app.takeText(`#${LINK.slice(0, 40)}`, false);
    await app.whenIdle();
    expect(app.store.state.shared.kind).toBe('failed');
  });
});

describe('what cannot be taken is answered', () => {
  const bundle = zipSync({
    'plan.json': strToU8('{}'),
    'm_segment_0_of_2.tflite': strToU8('TFL3'),
  });
  const others = zipSync({ 'a.txt': strToU8('words') });
  test.each<readonly [what: string, files: readonly File[], code: string]>([
    ['nothing', [], 'app/nothing-dropped'],
    ['a text', [file('notes.txt', 'words')], 'app/not-taken'],
    ['a picture', [file('x.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47]))], 'app/not-taken'],
    ['no model, though called one', [file('x.tflite', 'words')], 'tflite/not-a-model'],
    ['a bundle', [file('b.zip', new Uint8Array(bundle))], 'app/bundle-dropped'],
    ['another archive', [file('b.zip', new Uint8Array(others))], 'app/archive-of-others'],
    [
      'a damaged archive',
      [file('b.zip', new Uint8Array(bundle).slice(0, 60))],
      'app/file-unreadable',
    ],
    ['a damaged result', [file('r.json', '{"format": "reef-result-1"}')], 'app/result-damaged'],
    ['a newer result', [file('r.json', '{"format": "reef-result-9"}')], 'app/result-newer'],
  ])('%s', async (_what, files, code) => {
    const page = await openPage();
    await drop(page, ...files);
    expect(failureCode(page.app)).toBe(code);
    expect(page.app.store.state.model?.name).toBe(MODEL);
  });

  test('compiled segments without a model', async () => {
    const files = compiled(await openPage());
    const page = await openPage(null);
    await drop(page, ...files.map(({ name, compiled: bytes }) => file(name, bytes)));
    expect(failureCode(page.app)).toBe('app/no-plan-for-compiled');
  });
});

describe('several models at once', () => {
  const bytes = loadFixture('dense_256');
  const models = [file('a.tflite', bytes), file('b.tflite', bytes), file('x.png', 'no picture')];

  test('are offered with names and sizes, and nothing is opened or said of the rest yet', async () => {
    const page = await openPage();
    await drop(page, ...models);
    expect(page.app.store.state).toMatchObject({
      modelChoice: [
        { name: 'a.tflite', sizeBytes: bytes.length },
        { name: 'b.tflite', sizeBytes: bytes.length },
      ],
      model: { name: MODEL },
      dropNotice: null,
    });
  });

  test('the one that is chosen is opened, with everything else that was dropped', async () => {
    const page = await openPage();
    await drop(page, ...models);
    page.app.chooseModel(1);
    await page.app.whenIdle();
    const { model, modelChoice, dropNotice } = page.app.store.state;
    expect([model?.fileName, modelChoice]).toEqual(['b.tflite', null]);
    expect(dropNotice).toMatchObject({ details: { files: 'x.png' } });
  });

  test('none of them is an answer, and so is dropping or opening something else', async () => {
    const page = await openPage();
    const { app } = page;
    await drop(page, ...models);
    app.chooseModel(null);
    await app.whenIdle();
    expect(app.store.state).toMatchObject({ modelChoice: null, model: { name: MODEL } });
    await drop(page, ...models);
    await drop(page, file('c.tflite', bytes));
    expect(app.store.state).toMatchObject({ modelChoice: null, model: { fileName: 'c.tflite' } });
    app.chooseModel(0);
    await app.whenIdle();
    expect(app.store.state.model?.fileName).toBe('c.tflite');
  });
});

describe('a result as JSON', () => {
  test('brings its plan back for the model that is open, as a step that can be undone', async () => {
    const page = await openPage(MODEL, 3);
    const { model, setUp } = page.app.store.state;
    page.app.editing.setCuts([4, 9]);
    const own = shownPlan(page.app.store.state);
    const { graph = null, sha256 } = model ?? {};
    if (own === null || graph === null) throw new Error('There is a plan');
    const json = {
      ...{ format: 'reef-result-1', model: { name: MODEL, sha256 } },
      plan: planToJson(own, graph, toDeviceSpecs(setUp)),
    };
    page.app.editing.setDeviceCount(2);
    page.app.editing.chooseStrategy('single');
    await page.app.whenIdle();
    await drop(page, file('result.json', JSON.stringify(json)));
    const { state } = page.app.store;
    expect(state.view).toBe('plan');
    expect(state.chosenStrategy).toBe('manual');
    expect(state.manual?.cutAfterDepths).toEqual([4, 9]);
    expect(state.setUp.devices).toHaveLength(3);
    page.app.editing.undo();
    expect(page.app.store.state.chosenStrategy).toBe('single');
  });

  test('of another model asks for that model', async () => {
    const page = await openPage('dense_256', 1);
    const plan = shownPlan(page.app.store.state);
    const { model, setUp } = page.app.store.state;
    if (plan === null || model === null) throw new Error('There is a plan');
    const document = {
      ...{
        format: 'reef-cut-1',
        model: { name: 'other', sha256: 'ff', source: '../other.tflite' },
      },
      ...planToJson(plan, model.graph, toDeviceSpecs(setUp)),
    };
    await drop(page, file('plan.json', JSON.stringify(document)));
    expect(page.app.store.state.opening).toMatchObject({
      failure: {
        code: 'app/result-of-other-model',
        message: expect.stringContaining('other') as string,
      },
    });
  });
});
