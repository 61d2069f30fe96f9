import { beforeAll, expect, test } from 'vitest';
import { startTfliteModule } from './node.ts';
import { interpreterOperators, interpreterVersions } from './op-versions.ts';
import { operatorCodeModel } from './testing/operator-code-model.ts';
import type { TfliteModule } from './tflite-module.ts';

/** Numbers of builtin operators that this interpreter knows by name; from 159 on it says "out of range". */
const LAST_KNOWN_CODE = 158;
const CUSTOM_CODE = 32;
/** Far above every version in use. */
const NO_SUCH_VERSION = 99;

let module: TfliteModule;
const lines: string[] = [];
beforeAll(async () => {
  const keep = (line: string): void => void lines.push(line);
  module = await startTfliteModule({ print: keep, printErr: keep });
});

/** Whether the interpreter has this version; what it printed is in `lines`. */
function isRegistered(code: number, version: number): boolean {
  const bytes = operatorCodeModel(code, version);
  lines.length = 0;
  const pointer = module._malloc(bytes.length);
  module.HEAPU8.set(bytes, pointer);
  const created = module.TFLiteWebModelRunner.CreateFromBufferAndOptions(pointer, bytes.length, {
    numThreads: 1,
    enableProfiling: false,
    maxProfilingBufferEntries: 0,
  });
  const isOk = created.ok();
  if (isOk) created.value().delete();
  created.delete();
  module._free(pointer);
  return isOk;
}

test('the table of versions is what the interpreter itself says', () => {
  const found: string[] = [];
  for (let code = 0; code <= LAST_KNOWN_CODE; code++) {
    if (code === CUSTOM_CODE) continue;
    expect(isRegistered(code, NO_SUCH_VERSION)).toBe(false);
    const kind = /opcode '(\w+)'/.exec(lines.join('\n'))?.[1] ?? '';
    const versions = interpreterVersions(kind);
    const first = versions?.first ?? 1;
    const last = versions?.last ?? 0;
    if (versions) found.push(kind);
    const expected = Array.from(
      { length: last + 3 },
      (_, version) => version >= first && version <= last,
    );
    const actual = expected.map((_, version) => version > 0 && isRegistered(code, version));
    expect([kind, actual]).toEqual([kind, expected]);
  }
  expect(found.sort()).toEqual([...interpreterOperators()].sort());
});
