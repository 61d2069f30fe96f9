import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { formatMib, formatMsNumber, unwrap } from '../src/base/index.ts';
import { parseCsv } from '../src/report/exports/testing/parse-csv.ts';
import { readModel } from '../src/tflite/index.ts';
import { markdownTables } from './lib/markdown-tables.ts';
import { fixture } from './lib/reef-page.ts';
import type { ReefPage } from './lib/reef-page.ts';
import { LONG_RUN_MS, RunView, SMALL_MODEL } from './lib/run-view.ts';
import { ShareView, type SavedFile } from './lib/share-view.ts';
import { expect, test } from './lib/test.ts';
import { checkTrace } from './lib/trace-events.ts';

const DEVICES = 3;
const STEM = `${SMALL_MODEL}_balanced_${String(DEVICES)}_devices`;

/** What the Plan view says of a segment, and the files have to repeat. */
interface SegmentOnPage {
  readonly depth: string;
  readonly operators: string;
  readonly onChip: string;
  readonly streamed: string;
  readonly stageMs: string;
}

/** The figures of the segment table, read off the page. */
async function segmentsOnPage(reef: ReefPage): Promise<readonly SegmentOnPage[]> {
  await expect(reef.segmentRows).toHaveCount(DEVICES);
  const rows = await reef.segmentRows.all();
  return Promise.all(
    rows.map(async (row) => {
      const numbers = await row.locator('td.number').allInnerTexts();
      const [depth = '', operators = '', onChip = '', streamed = ''] = numbers.map((text) =>
        text.trim(),
      );
      const stageMs = (await row.locator('.figure').innerText()).trim();
      return { depth, operators, onChip, streamed, stageMs };
    }),
  );
}

/** A small model, cut, run on virtual accelerators, in the Share view. */
async function shareWithRun(reef: ReefPage): Promise<{
  readonly share: ShareView;
  readonly segments: readonly SegmentOnPage[];
  readonly runMeans: readonly string[];
}> {
  const run = new RunView(reef);
  const share = new ShareView(reef);
  await run.openSmall(DEVICES);
  await reef.tab('Plan').click();
  const segments = await segmentsOnPage(reef);
  await reef.tab('Run').click();
  await run.addVirtual();
  await run.runToEnd();
  const runMeans = await run.stageRows.locator('.figure').allInnerTexts();
  await share.show();
  return { share, segments, runMeans };
}

test('every kind of file is what it says, and its figures are those of the page', async ({
  reef,
}) => {
  test.setTimeout(LONG_RUN_MS);
  const { share, segments } = await shareWithRun(reef);

  await test.step('segments as CSV', async () => {
    const file = await share.download('Segments, CSV');
    expect(file.name).toBe(`${STEM}_segments.csv`);
    const rows = parseCsv(file.text);
    expect(rows.map(segmentOfCsv)).toEqual(segments);
    expect(rows.map((row) => Number(row['meanMs_simulated']) > 0)).toEqual([true, true, true]);
  });

  await test.step('strategies as CSV', async () => {
    const rows = parseCsv((await share.download('Strategies, CSV')).text);
    expect(rows.filter((row) => row['isChosen'] === 'yes').map((row) => row['strategy'])).toEqual([
      'balanced',
    ]);
    expect(rows.map((row) => row['strategy']).sort()).toEqual([
      ...['balanced', 'compiler', 'hybrid', 'optimal'],
      ...['profiled', 'profiled-vendor', 'single'],
    ]);
  });

  await test.step('operators as CSV', async () => {
    const rows = parseCsv((await share.download('Operators, CSV')).text);
    const { operators } = unwrap(readModel(fixture(`${SMALL_MODEL}.tflite`))).subgraphs[0]!;
    expect(rows).toHaveLength(operators.length);
    const perSegment = segments.map(
      (_, index) => rows.filter((row) => row['segment'] === String(index + 1)).length,
    );
    expect(perSegment.map(String)).toEqual(segments.map((segment) => segment.operators));
  });

  await test.step('everything as JSON, by its published schema', async () => {
    const file = await share.download('Everything, JSON');
    const json = checkBySchema(file);
    expect(json.plan.segments.map((segment) => formatMsNumber(segment.stageMs))).toEqual(
      segments.map(({ stageMs }) => stageMs),
    );
    expect(json.run).toMatchObject({ label: 'simulated', verified: true, inferences: 15 });
    expect(json.model.sha256).toBe((await share.linkedResult()).model.sha256);
  });

  await test.step('the timeline as trace events', async () => {
    const file = await share.download('Timeline, trace events');
    const { processes, inferences } = checkTrace(JSON.parse(file.text));
    expect(processes).toEqual([
      `Simulated: Balanced, ${String(DEVICES)} devices`,
      `Run on virtual accelerators, simulated: Balanced, ${String(DEVICES)} devices`,
    ]);
    expect(inferences).toEqual([15 * DEVICES, 15 * DEVICES]);
  });

  await test.step('node data for Model Explorer', async () => {
    const file = await share.download('Segments on the graph, node data');
    const { main } = JSON.parse(file.text) as NodeData;
    const perSegment = segments.map(
      (_, index) => Object.values(main.results).filter(({ value }) => value === index + 1).length,
    );
    expect(perSegment.map(String)).toEqual(segments.map((segment) => segment.operators));
    const cost = JSON.parse(
      (await share.download('Parameters on the graph, node data')).text,
    ) as NodeData;
    expect(Object.keys(cost.main.results)).toEqual(Object.keys(main.results));
  });
});

test('the Markdown has tables that GitHub reads, is copied as it is saved, and repeats the page', async ({
  reef,
  page,
  context,
}) => {
  test.setTimeout(LONG_RUN_MS);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { share, segments } = await shareWithRun(reef);
  const { text } = await share.download('Tables, Markdown');
  await share.button('Copy Markdown').click();
  await expect(share.main.getByText('Markdown copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  const [segmentTable, strategyTable, ...others] = markdownTables(text);
  expect(others).toEqual([]);
  expect(segmentTable?.rows.map((row) => row.slice(0, 7))).toEqual(
    segments.map((segment, index) => [
      ...[String(index + 1), segment.depth, segment.operators, '1'],
      ...[segment.onChip, segment.streamed, segment.stageMs],
    ]),
  );
  expect(strategyTable?.rows.map(([name]) => name)).toContain('**Balanced**');
  expect(text).toMatch(/Run of 15 inferences on virtual accelerators \(simulated\)/);
});

test('a file that this result lacks cannot be chosen and says why', async ({ reef }) => {
  const share = new ShareView(reef);
  await reef.open('share');
  const row = share.main.getByRole('listitem').filter({ hasText: 'Timeline of the run' });
  await expect(row).toContainText('There is no run with its inferences.');
  await expect(row.getByRole('button', { name: /SVG/ })).toBeDisabled();
  await expect(row.getByRole('button', { name: /PNG/ })).toBeDisabled();
});

function segmentOfCsv(row: Readonly<Record<string, string>>): SegmentOnPage {
  const first = row['firstDepth'] ?? '';
  const last = row['lastDepth'] ?? '';
  return {
    depth: first === last ? first : `${first}–${last}`,
    operators: row['operatorCount'] ?? '',
    onChip: formatMib(Number(row['onChipBytes_estimated'])),
    streamed: formatMib(Number(row['streamedBytes_estimated'])),
    stageMs: formatMsNumber(Number(row['stageMs_estimated'])),
  };
}

interface NodeData {
  readonly main: { readonly results: Readonly<Record<string, { readonly value: number }>> };
}

interface ResultJson {
  readonly model: { readonly sha256: string };
  readonly plan: { readonly segments: readonly { readonly stageMs: number }[] };
  readonly run: object;
}

function checkBySchema({ text }: SavedFile): ResultJson {
  const schema = JSON.parse(readFileSync('public/schema/reef-result-1.json', 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false }).compile(
    schema,
  );
  const json: unknown = JSON.parse(text);
  validate(json);
  expect(validate.errors ?? []).toEqual([]);
  return json as ResultJson;
}
