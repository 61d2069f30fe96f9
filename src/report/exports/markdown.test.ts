import { beforeAll, describe, expect, it } from 'vitest';
import { escapeMarkdown, markdownReport } from './markdown.ts';
import { HOSTILE_NAME, liveResult, throughLink } from './testing/results.ts';
import type { ResultSource } from './types.ts';

/** Tables of a text: rows of cells, escaped bars left alone. */
function tablesOf(text: string): readonly (readonly (readonly string[])[])[] {
  const tables: string[][][] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      isOpen = false;
      continue;
    }
    const cells = line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    if (!isOpen) tables.push([]);
    isOpen = true;
    tables.at(-1)?.push(cells);
  }
  return tables;
}

let live: ResultSource;

beforeAll(async () => {
  live = await liveResult('mobilenet_v2', { deviceCount: 3, hasRun: true });
});

describe('the report in Markdown', () => {
  it('has a table of segments and one of strategies, every row as wide as its header', () => {
    const [segments, strategies] = tablesOf(markdownReport.make(live));
    expect(segments).toHaveLength(live.plan.segments.length + 2);
    expect(strategies).toHaveLength(live.strategies.length + 2);
    for (const table of [segments ?? [], strategies ?? []]) {
      for (const row of table) expect(row).toHaveLength(table[0]?.length ?? 0);
    }
  });

  it('labels every number: estimated, or what the run says', () => {
    const [segments] = tablesOf(markdownReport.make(live));
    const header = segments?.[0] ?? [];
    expect(
      header.filter((cell) => /MiB|ms/.test(cell) && !/\((estimated|measured)\)/.test(cell)),
    ).toEqual([]);
    expect(markdownReport.make(live)).toMatch(/\(measured\): [\d.]+ inferences per second/);
  });

  it('says as much of a result out of a link', () => {
    const text = markdownReport.make(throughLink(live));
    expect(text).toContain(live.model.sha256);
    expect(tablesOf(text)[0]).toHaveLength(live.plan.segments.length + 2);
  });

  it('keeps a hostile name on its line, and as text', async () => {
    const text = markdownReport.make(await liveResult('mobilenet_v1', { name: HOSTILE_NAME }));
    const [title] = text.split('\n');
    expect(title).toContain('inferences per second');
    expect(title).not.toMatch(/(?<!\\)<script/);
    expect(title).not.toMatch(/@all|(?<!&)#1\b/);
    expect(tablesOf(text)[0]?.every((row) => row.length === 7)).toBe(true);
  });
});

describe('escaping', () => {
  it.each([
    ['[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
    ['a|b', 'a\\|b'],
    ['<b>', '\\<b\\>'],
    ['@all', '&#64;all'],
    ['see #12', 'see &#35;12'],
    ['https://example.org', 'https&#58;//example.org'],
    ['www.example.org', 'www&#46;example.org'],
    ['a\nb\u2028c', 'a b c'],
    ['`x` *y* _z_ ~w~', '\\`x\\` \\*y\\* \\_z\\_ \\~w\\~'],
    ['&lt;', '\\&lt;'],
  ])('%j reads as it is written: %j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});
