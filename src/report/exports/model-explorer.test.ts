import { beforeAll, describe, expect, it } from 'vitest';
import { modelExplorerCost, modelExplorerSegments } from './model-explorer.ts';
import { HOSTILE_NAME, liveResult, throughLink } from './testing/results.ts';
import type { ResultSource } from './types.ts';

interface NodeData {
  readonly name: string;
  readonly results: Readonly<
    Record<string, { readonly value: unknown; readonly bgColor?: unknown }>
  >;
  readonly gradient?: readonly { readonly stop: number; readonly bgColor: string }[];
}

function read(text: string): Readonly<Record<string, NodeData>> {
  return JSON.parse(text) as Readonly<Record<string, NodeData>>;
}

let live: ResultSource;

beforeAll(async () => {
  live = await liveResult('mobilenet_v2', { deviceCount: 3 });
});

describe('node data for Model Explorer', () => {
  it('gives every operator the number and colour of its segment, by its number in the file', () => {
    const { main } = read(modelExplorerSegments.make(live));
    expect(Object.keys(main?.results ?? {})).toHaveLength(live.model.operatorCount);
    for (const segment of live.plan.segments) {
      for (const operator of segment.operators) {
        const result = main?.results[String(operator)];
        expect(result?.value).toBe(segment.index + 1);
        expect(result?.bgColor).toMatch(/^#[0-9a-f]{6}$/);
      }
    }
    expect(main?.name).toMatch(/estimated/);
  });

  it('gives every operator its parameters on a scale from 0 to 1', () => {
    const { main } = read(modelExplorerCost.make(live));
    const rows = live.detail?.operators ?? [];
    for (const row of rows) {
      expect(main?.results[String(row.index)]?.value).toBe(row.compiledParamBytes);
    }
    expect(main?.gradient?.map(({ stop }) => stop)).toEqual([0, 1]);
  });

  it.each(['serving', '__proto__', HOSTILE_NAME.replace('\ud800', '')])(
    'names the graph as the file does: %j',
    (graphName) => {
      const detail = live.detail === null ? null : { ...live.detail, graphName };
      const data = read(modelExplorerSegments.make({ ...live, detail }));
      expect(Object.keys(data)).toEqual([graphName]);
    },
  );

  it('is not to be had from a link', () => {
    expect(modelExplorerSegments.lacks(throughLink(live))).not.toBeNull();
  });
});
