import { RESULT_CHARTS } from '../src/report/exports/index.ts';
import { allElements, parseXml } from '../src/report/exports/testing/parse-xml.ts';
import { readPng } from './lib/read-png.ts';
import { LONG_RUN_MS, RunView } from './lib/run-view.ts';
import { ShareView } from './lib/share-view.ts';
import { expect, test } from './lib/test.ts';

/** Background of a file, as the page's own theme has it. */
const BACKGROUND = { light: '#f6f7f9', dark: '#14171b' } as const;
const PNG_SCALE = 2;

test('every chart is saved as SVG and as PNG of twice its size, in the theme that is chosen', async ({
  reef,
}) => {
  test.setTimeout(2 * LONG_RUN_MS);
  const run = new RunView(reef);
  const share = new ShareView(reef);
  await run.openSmall(2);
  await run.addVirtual();
  await run.runToEnd();
  await share.show();
  for (const theme of ['light', 'dark'] as const) {
    await share.main.getByRole('radio', { name: theme }).check();
    for (const { id, title } of RESULT_CHARTS) {
      await test.step(`${title}, ${theme}`, async () => {
        const svg = await share.download(`${title}, SVG`);
        expect(svg.name).toMatch(new RegExp(`_${id}_${theme}\\.svg$`));
        const root = parseXml(svg.text);
        const { width, height } = root.attributes;
        const marks = allElements(root).filter(({ tag }) => /^(rect|line|polyline)$/.test(tag));
        expect(marks.length).toBeGreaterThan(4);
        expect(svg.text).not.toMatch(/var\(|light-dark|href|url\(|<style|<script/);
        const png = await share.download(`${title}, PNG`);
        expect(png.name).toBe(svg.name.replace(/svg$/, 'png'));
        const image = readPng(png.bytes);
        expect(image.width).toBe(Number(width) * PNG_SCALE);
        expect(image.height).toBe(Number(height) * PNG_SCALE);
        expect(image.colourAt(1, 1)).toBe(BACKGROUND[theme]);
        expect(coloursOf(image)).toBeGreaterThan(4);
      });
    }
  }
});

/** How many colours a grid of places has: one for a picture that was not drawn. */
function coloursOf({ width, height, colourAt }: ReturnType<typeof readPng>): number {
  const colours = new Set<string>();
  for (let x = 0; x < width; x += 3) {
    for (let y = 0; y < height; y += 3) colours.add(colourAt(x, y));
  }
  return colours.size;
}
