// Links that were sent stay readable for ever: every file of golden/ is read by every later version, to the same result.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLink } from './index.ts';

const GOLDEN = new URL('golden/', import.meta.url);
const names = readdirSync(GOLDEN)
  .filter((name) => name.endsWith('.link'))
  .map((name) => name.slice(0, -'.link'.length));

describe('a link that was sent once', () => {
  it('is kept for every version of the schema', () => {
    expect(new Set(names.map((name) => name.split('-')[0]))).toEqual(new Set(['v1']));
  });

  it.each(names)('is read as it was meant: %s', (name) => {
    const link = readFileSync(new URL(`${name}.link`, GOLDEN), 'utf8').trim();
    const expected: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8'));
    expect(decodeLink(link)).toEqual({ ok: true, value: expected });
  });
});
