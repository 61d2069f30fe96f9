import { describe, expect, test } from 'vitest';
import {
  listFolderFiles,
  pickFromFolder,
  type DroppedFolder,
  type FolderLimits,
} from './dropped-folder.ts';
import type { DroppedKind } from './dropped-files.ts';
import { folderOf } from './testing/folders.ts';

const LIMITS: FolderLimits = { depth: 3, entries: 12, bytes: 100 };

function file(name: string, sizeBytes = 1): File {
  return new File([new Uint8Array(sizeBytes)], name);
}

function nested(depth: number): DroppedFolder {
  return folderOf(`at ${String(depth)}`, depth === 1 ? [file('deepest')] : [nested(depth - 1)]);
}

async function namesIn(...folders: readonly DroppedFolder[]): Promise<readonly string[] | string> {
  const found = await listFolderFiles(folders, LIMITS);
  return found.ok ? found.value.map(({ name }) => name) : found.failure.code;
}

describe('the files in a folder', () => {
  test('are all found, however many batches they come in, in the order of their names', async () => {
    const names = ['g', 'c', 'a', 'f', 'b', 'e', 'd'];
    expect(
      await namesIn(
        folderOf(
          'out',
          names.map((name) => file(name)),
        ),
      ),
    ).toEqual([...names].sort());
  });

  test('are found in the folders in it, too, and in several folders', async () => {
    const out = folderOf('out', [folderOf('compiled', [file('b')]), file('a')]);
    expect(await namesIn(out, folderOf('more', [file('c')]))).toEqual(['a', 'b', 'c']);
  });

  test('are left out where they or their folder are hidden', async () => {
    const out = folderOf('out', [file('.DS_Store'), folderOf('.git', [file('HEAD')]), file('a')]);
    expect(await namesIn(out)).toEqual(['a']);
  });

  test.each<readonly [what: string, folder: DroppedFolder, what: string | readonly string[]]>([
    ['as deep as is allowed', nested(3), ['deepest']],
    ['one deeper', nested(4), 'app/folder-too-large'],
    ['as many as are allowed', folderOf('f', list(12)), expect.any(Array) as string[]],
    ['one more', folderOf('f', list(13)), 'app/folder-too-large'],
    ['as large as is allowed', folderOf('f', [file('a', 60), file('b', 40)]), ['a', 'b']],
    ['one byte larger', folderOf('f', [file('a', 60), file('b', 41)]), 'app/folder-too-large'],
    ['none', folderOf('f', []), 'app/folder-empty'],
  ])('%s', async (_what, folder, expected) => {
    expect(await namesIn(folder)).toEqual(expected);
  });

  test('are counted while they are listed: a folder without end is given up', async () => {
    let batches = 0;
    const endless: DroppedFolder = {
      ...{ kind: 'folder', name: 'endless' },
      startReading: () => () => {
        batches++;
        return Promise.resolve([{ kind: 'file', name: 'x', read: never }]);
      },
    };
    expect(await namesIn(endless)).toBe('app/folder-too-large');
    expect(batches).toBe(LIMITS.entries + 1);
  });

  test('what was dropped is named with the limit that it goes beyond', async () => {
    const found = await listFolderFiles([folderOf('home', [folderOf('src', list(13))])], LIMITS);
    expect(found).toMatchObject({
      failure: { message: expect.stringMatching(/^"home" holds more than 12 files/) as string },
    });
  });

  test('that cannot be read, or whose folder cannot, are named', async () => {
    const broken: DroppedFolder = {
      ...{ kind: 'folder', name: 'broken' },
      startReading: () => never,
    };
    expect(await listFolderFiles([broken], LIMITS)).toMatchObject({
      failure: {
        code: 'app/file-unreadable',
        message: expect.stringContaining('broken') as string,
      },
    });
  });
});

describe('what of a folder is of use', () => {
  const pick = (...files: readonly (readonly [string, DroppedKind])[]): unknown => {
    const picked = pickFromFolder(
      files.map(([name, kind]) => ({ name, kind })),
      'out',
    );
    return picked.ok ? picked.value.map(({ name }) => name) : picked.failure.code;
  };

  test('beside compiled segments, those that they were compiled from are not, but a model is', () => {
    expect(
      pick(
        ['m_segment_0_of_2.tflite', 'model'],
        ['m_segment_0_of_2_edgetpu.tflite', 'compiled'],
        ['m.tflite', 'model'],
        ['compile.sh', 'unknown'],
      ),
    ).toEqual(['m_segment_0_of_2_edgetpu.tflite', 'm.tflite']);
  });

  test('a text with a link in it is only where there is nothing else', () => {
    expect(pick(['README.txt', 'link'], ['plan.json', 'result'])).toEqual(['plan.json']);
    expect(pick(['reef.url', 'link'], ['x.png', 'unknown'])).toEqual(['reef.url']);
  });

  test('segments that are still to be compiled are told from a folder with a model', () => {
    expect(pick(['s.tflite', 'model'], ['plan.json', 'result'])).toBe('app/bundle-dropped');
    expect(pick(['s.tflite', 'model'], ['notes', 'unknown'])).toEqual(['s.tflite']);
  });

  test('where nothing is, that is said with the number of files', () => {
    expect(pickFromFolder([{ name: 'x', kind: 'unknown' }], 'out')).toMatchObject({
      failure: {
        message: '"out" holds nothing that Reef can use. Its one file was looked at.',
      },
    });
  });
});

function list(count: number): readonly File[] {
  return Array.from({ length: count }, (_, index) => file(String(index)));
}

function never(): Promise<never> {
  return Promise.reject(new Error('no'));
}
