import { beforeAll, describe, expect, it } from 'vitest';
import { csvText } from './csv.ts';
import { operatorsCsv } from './csv-operators.ts';
import { segmentsCsv } from './csv-segments.ts';
import { strategiesCsv } from './csv-strategies.ts';
import { parseCsv } from './testing/parse-csv.ts';
import { HOSTILE_NAME, liveResult, throughLink } from './testing/results.ts';
import type { ResultSource } from './types.ts';

let live: ResultSource;
let hostile: ResultSource;

beforeAll(async () => {
  live = await liveResult('mobilenet_v2', { deviceCount: 3, hasRun: true });
  hostile = await liveResult('mobilenet_v1', { name: HOSTILE_NAME });
});

describe('a cell', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "so"', '"say ""so"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', '"\'\t=1"'],
    ['＝1', "'＝1"],
    ['a;=1', '"a;=1"'],
    [' =1', "' =1"],
    ['a\0b', 'ab'],
    [-2, '-2'],
    [NaN, ''],
    [Infinity, ''],
    [true, 'yes'],
    [null, ''],
  ])('%j is written %j', (value, text) => {
    expect(csvText(['x'], [[value]])).toBe(`x\r\n${text}\r\n`);
  });
});

describe('the segments', () => {
  it('are a row each, with every number labelled and the run beside the plan', () => {
    const rows = parseCsv(segmentsCsv.make(live));
    expect(rows).toHaveLength(live.plan.segments.length);
    rows.forEach((row, index) => {
      const segment = live.plan.segments[index];
      expect(Number(row['segment'])).toBe(index + 1);
      expect(Number(row['stageMs_estimated'])).toBeCloseTo(segment?.stageMs ?? -1, 5);
      expect(Number(row['streamedBytes_estimated'])).toBe(segment?.streamedBytes);
      expect(Number(row['meanMs_measured'])).toBeCloseTo(live.run?.stages[index]?.meanMs ?? -1, 5);
    });
    const unlabelled = Object.keys(rows[0] ?? {}).filter((name) => /Ms|streamed|cached/.test(name));
    expect(unlabelled.every((name) => /_(estimated|measured)$/.test(name))).toBe(true);
  });

  it('out of a link are the same, but for the label of the run', () => {
    const [first] = parseCsv(segmentsCsv.make(throughLink(live)));
    expect(Number(first?.['operatorCount'])).toBe(live.plan.segments[0]?.operators.length);
    expect(Number(first?.['stageMs_estimated'])).toBeCloseTo(
      live.plan.segments[0]?.stageMs ?? -1,
      2,
    );
    expect(Number(first?.['meanMs_measured'])).toBeGreaterThan(0);
  });
});

describe('the strategies', () => {
  it('are a row each, with their ratio to the compiler or why they have no plan', () => {
    const rows = parseCsv(strategiesCsv.make(live));
    expect(rows.map((row) => row['strategy'])).toEqual(
      live.strategies.map(({ strategy }) => strategy),
    );
    const chosen = rows.filter((row) => row['isChosen'] === 'yes');
    expect(chosen.map((row) => row['strategy'])).toEqual(['optimal']);
    for (const row of rows) {
      expect(row['failure'] !== '' || Number(row['bottleneckMs_estimated']) > 0).toBe(true);
    }
    const compiler = rows.find((row) => row['strategy'] === 'compiler');
    expect(compiler?.['speedupOverCompiler_estimated']).toBe(
      compiler?.['failure'] === '' ? '1' : '',
    );
  });
});

describe('the operators', () => {
  it('are a row each, in a segment of the plan', () => {
    const rows = parseCsv(operatorsCsv.make(live));
    expect(rows).toHaveLength(live.model.operatorCount);
    for (const segment of live.plan.segments) {
      const own = rows.filter((row) => Number(row['segment']) === segment.index + 1);
      expect(own.map((row) => Number(row['operator']))).toEqual(segment.operators);
    }
  });

  it('keep hostile names as text: no formula, no cell of its own', () => {
    const rows = parseCsv(operatorsCsv.make(hostile));
    expect(rows).toHaveLength(hostile.model.operatorCount);
    for (const row of rows) expect(row['name']).toBe(`'${HOSTILE_NAME.replace('\0', '')}`);
  });

  it('are not in a link, which says so', () => {
    expect(operatorsCsv.lacks(throughLink(live))).toMatch(/link/);
  });
});
