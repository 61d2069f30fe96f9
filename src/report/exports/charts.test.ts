import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { STRATEGIES } from '../../partition/index.ts';
import { chartFile, RESULT_CHARTS } from './charts.ts';
import { COLOUR_TOKENS, colourValue, FILE_THEMES } from './palette.ts';
import { STRATEGY_TITLES } from './strategy-titles.ts';
import { escapeXml } from './svg.ts';
import { allElements, parseXml } from './testing/parse-xml.ts';
import { HOSTILE_NAME, liveResult, throughLink } from './testing/results.ts';
import type { ResultSource } from './types.ts';

let live: ResultSource;
let linked: ResultSource;
let hostile: ResultSource;

beforeAll(async () => {
  live = await liveResult('resnet50', { deviceCount: 4, hasRun: true });
  linked = throughLink(live);
  hostile = await liveResult('mobilenet_v1', { name: HOSTILE_NAME, hasRun: true });
});

describe.each(RESULT_CHARTS.map((chart) => [chart.id, chart] as const))(
  'the drawing of %s',
  (_, chart) => {
    it.each(FILE_THEMES)(
      'stands alone in the %s theme: its own colours, sizes and words',
      (theme) => {
        const file = chartFile(chart, live, theme);
        const root = parseXml(file.text);
        expect(root.tag).toBe('svg');
        expect(root.attributes['xmlns']).toBe('http://www.w3.org/2000/svg');
        expect(file.text).not.toMatch(/var\(|NaN|undefined|Infinity|light-dark/);
        expect(file.text).not.toMatch(/href|<script|<style|url\(/);
        const background = root.children.find(({ tag }) => tag === 'rect');
        expect(background?.attributes['fill']).toBe(colourValue('page', theme));
        expect(file.name).toBe(`resnet50_optimal_4_devices_${chart.id}_${theme}.svg`);
      },
    );

    it('says whether its numbers are estimated, simulated or measured', () => {
      const root = parseXml(chartFile(chart, live, 'light').text);
      expect(root.children.find(({ tag }) => tag === 'title')?.text).toMatch(
        /estimated|simulated|measured/,
      );
    });

    it('stays XML whatever the model is called', () => {
      const root = parseXml(chartFile(chart, hostile, 'dark').text);
      const texts = allElements(root).map(({ text }) => text);
      expect(texts.some((text) => text.includes('<script>alert(1)</script>'))).toBe(true);
      expect(allElements(root).some(({ tag }) => tag === 'script')).toBe(false);
    });

    it('is drawn from a link too, or says what is missing', () => {
      const reason = chart.lacks(linked);
      if (reason === null) parseXml(chartFile(chart, linked, 'light').text);
      else expect(reason).toMatch(/link|run/);
    });

    it('lies within its frame', () => {
      const root = parseXml(chartFile(chart, live, 'light').text);
      const group = root.children.find(({ tag }) => tag === 'g');
      const width = Number(root.attributes['width']);
      const height = Number(root.attributes['height']);
      for (const { attributes } of group?.children ?? []) {
        const right = Number(attributes['x'] ?? 0) + Number(attributes['width'] ?? 0);
        const bottom = Number(attributes['y'] ?? 0) + Number(attributes['height'] ?? 0);
        expect(right + 16).toBeLessThanOrEqual(width);
        expect(bottom + 36).toBeLessThanOrEqual(height);
      }
    });
  },
);

describe('colours and names of files', () => {
  it('are those of the page', () => {
    const tokens = readFileSync(new URL('../../ui/theme/tokens.css', import.meta.url), 'utf8');
    for (const token of COLOUR_TOKENS) {
      if (token === 'warn') continue;
      const [, light, dark] =
        new RegExp(`--${token}: (?:light-dark\\()?(#[0-9a-f]{6})(?:, (#[0-9a-f]{6})\\))?;`).exec(
          tokens,
        ) ?? [];
      expect([token, colourValue(token, 'light')]).toEqual([token, light]);
      expect([token, colourValue(token, 'dark')]).toEqual([token, dark ?? light]);
    }
  });

  it('call strategies as the planners do; cuts of one’s own are nobody’s to the reader', () => {
    const titles = Object.fromEntries(STRATEGIES.map(({ name, title }) => [name, title]));
    expect(STRATEGY_TITLES).toEqual({ ...titles, manual: 'Own cuts' });
  });
});

describe('escaping for XML', () => {
  it.each([
    ['<a href="x">&', '&lt;a href=&quot;x&quot;&gt;&amp;'],
    ['a\0b\u0007', 'a\ufffdb\ufffd'],
    ['\ud800x', '\ufffdx'],
    ['\ufffe', '\ufffd'],
    ['🜁 ok', '🜁 ok'],
  ])('%j is written %j', (text, escaped) => {
    expect(escapeXml(text)).toBe(escaped);
  });
});
