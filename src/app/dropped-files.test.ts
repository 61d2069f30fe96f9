import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../base/index.ts';
import { realModelFiles, loadFixture } from '../tflite/testing/models.ts';
import { compileVirtually } from '../virtual/index.ts';
import { standInFirmware } from '../workers/runner-stand-in.ts';
import {
  ENDS_BYTES,
  kindOfDropped,
  linkInText,
  routeDropped,
  type DroppedKind,
} from './dropped-files.ts';

const SMALL = 'mobilenet_v1_0.25_128_quant';
const LINK = readFileSync('src/share/golden/v1-inception-v3-4-devices.link', 'utf8').trim();
const LOG = [
  'Edge TPU Compiler version 16.0.384591198',
  'Input: a.tflite',
  'Output: a_edgetpu.tflite',
  '',
  'Operator                       Count      Status',
  '',
  'CONV_2D                        15         Mapped to Edge TPU',
].join('\n');

function kindOf(name: string, bytes: Uint8Array): DroppedKind {
  const head = bytes.subarray(0, ENDS_BYTES);
  const tail = bytes.subarray(-ENDS_BYTES);
  return kindOfDropped({ name, sizeBytes: bytes.length, head, tail });
}

describe('what a dropped file is', () => {
  const program = (...start: number[]): Uint8Array => Uint8Array.from([...start, 0, 0, 0, 0]);
  const virtual = unwrap(compileVirtually(loadFixture(SMALL))).bytes;
  test.each<readonly [what: string, name: string, bytes: Uint8Array, kind: DroppedKind]>([
    ['a model', 'm.tflite', loadFixture(SMALL), 'model'],
    ['a model by any other name', 'download (1)', loadFixture(SMALL), 'model'],
    ['a compiled model by any name', 'x.bin', loadFixture(`${SMALL}_edgetpu`), 'compiled'],
    ['a virtually compiled model', 'x.tflite', virtual, 'compiled'],
    ['no model, though it is called one', 'm.tflite', strToU8('words'), 'model'],
    ['an operation log', 'a_edgetpu.log', strToU8(LOG), 'compiler-log'],
    [
      'an operation log, as Windows writes lines',
      'a.txt',
      strToU8(LOG.replace(/\n/g, '\r\n')),
      'compiler-log',
    ],
    ['printed output', 'a_compiler.log', strToU8('Edge TPU Compiler version 2.1'), 'compiler-log'],
    ['a firmware image by its length', 'image', standInFirmware(), 'firmware'],
    ['a firmware image by its name', 'apex_latest_single_ep.bin', new Uint8Array(9), 'firmware'],
    ['a Linux library', 'libedgetpu', program(0x7f, 0x45, 0x4c, 0x46), 'firmware'],
    ['a library of a Mac', 'x', program(0xca, 0xfe, 0xba, 0xbe), 'firmware'],
    ['a library of Windows', 'x', program(0x4d, 0x5a), 'firmware'],
    ['a result', 'r.json', strToU8('{\n "format": "reef-result-1",\n "tool": {}}'), 'result'],
    ['a plan of the bundle', 'plan.json', strToU8('{"format":"reef-cut-1"}'), 'result'],
    ['a link in a text', 'mail.txt', strToU8(`See https://a.example/reef/#${LINK} please`), 'link'],
    ['a link with a view', 'x', strToU8(`http://127.0.0.1/#run/${LINK}`), 'link'],
    [
      'a shortcut',
      'reef.url',
      strToU8(`[InternetShortcut]\r\nURL=https://a.example/#${LINK}\r\n`),
      'link',
    ],
    ['an archive', 'b.zip', zipSync({ 'plan.json': strToU8('{}') }), 'archive'],
    ['another JSON', 'package.json', strToU8('{"name": "x"}'), 'unknown'],
    ['a picture', 'x.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'unknown'],
    ['a text', 'notes.txt', strToU8('Edge TPUs are small.'), 'unknown'],
    ['nothing', 'empty', new Uint8Array(), 'unknown'],
  ])('%s', (_what, name, bytes, kind) => {
    expect(kindOf(name, bytes)).toBe(kind);
  });

  for (const { name, isCompiled, skip, load } of realModelFiles()) {
    test.skipIf(skip !== null)(`is told by the bytes of ${name} alone`, () => {
      expect(kindOf('x', load())).toBe(isCompiled ? 'compiled' : 'model');
    });
  }

  test('the link is found in the text around it', () => {
    expect(linkInText(`URL=https://a.example/#plan/${LINK}\r\n`)).toBe(LINK);
    expect(linkInText('https://a.example/#plan')).toBeNull();
  });
});

describe('where dropped files go', () => {
  type Row = readonly [
    drop: readonly DroppedKind[],
    hasPlan: boolean,
    goes: Readonly<Partial<Record<string, unknown>>>,
  ];
  const place = (kinds: readonly DroppedKind[], hasPlan: boolean) => {
    const files = kinds.map((kind, index) => ({ name: `${String(index)} ${kind}`, kind }));
    const route = routeDropped(files, { hasPlan });
    const nameOf = (file: { name: string } | null): string[] => (file === null ? [] : [file.name]);
    return {
      model: nameOf(route.model),
      severalModels: route.severalModels.map(({ name }) => name),
      compiled: route.compiled.map(({ name }) => name),
      firmware: nameOf(route.firmware),
      result: nameOf(route.result),
      archives: route.archives.map(({ name }) => name),
      leftOut: route.leftOut.map(({ file, reason }) => `${file.name}: ${reason}`),
    };
  };
  const NOWHERE = {
    ...{ model: [], severalModels: [], compiled: [], firmware: [], result: [] },
    ...{ archives: [], leftOut: [] },
  };
  test.each<Row>([
    [['model'], true, { model: ['0 model'] }],
    [['model'], false, { model: ['0 model'] }],
    [['compiled'], true, { compiled: ['0 compiled'] }],
    [['compiled'], false, { model: ['0 compiled'] }],
    [['compiled', 'compiler-log'], true, { compiled: ['0 compiled', '1 compiler-log'] }],
    [['compiler-log'], true, { compiled: ['0 compiler-log'] }],
    [['compiler-log'], false, { leftOut: ['0 compiler-log: no-plan'] }],
    [['compiled', 'compiled'], false, { leftOut: ['0 compiled: no-plan', '1 compiled: no-plan'] }],
    [['compiled', 'model'], false, { compiled: ['0 compiled'], model: ['1 model'] }],
    [['model', 'model'], true, { severalModels: ['0 model', '1 model'] }],
    [
      ['firmware', 'firmware'],
      true,
      { firmware: ['0 firmware'], leftOut: ['1 firmware: one-is-enough'] },
    ],
    [['result'], false, { result: ['0 result'] }],
    [['link', 'result'], false, { result: ['0 link'], leftOut: ['1 result: one-is-enough'] }],
    [['archive'], true, { archives: ['0 archive'] }],
    [['unknown'], true, { leftOut: ['0 unknown: unknown'] }],
    [[], true, {}],
    [
      ['unknown', 'model', 'firmware', 'compiled', 'link'],
      false,
      {
        model: ['1 model'],
        firmware: ['2 firmware'],
        compiled: ['3 compiled'],
        result: ['4 link'],
        leftOut: ['0 unknown: unknown'],
      },
    ],
  ])('%j, with a plan: %s', (kinds, hasPlan, goes) => {
    expect(place(kinds, hasPlan)).toEqual({ ...NOWHERE, ...goes });
  });
});
