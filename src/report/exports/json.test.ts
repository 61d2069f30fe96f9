import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { resultJson } from './json.ts';
import { HOSTILE_NAME, liveResult, throughLink } from './testing/results.ts';
import type { ResultSource } from './types.ts';

const SCHEMA = new URL('../../../public/schema/reef-result-1.json', import.meta.url);
const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
const validate = ajv.compile(schema);

function check(source: ResultSource): Record<string, unknown> {
  const json = JSON.parse(resultJson.make(source)) as Record<string, unknown>;
  validate(json);
  expect(validate.errors ?? []).toEqual([]);
  return json;
}

let live: ResultSource;

beforeAll(async () => {
  live = await liveResult('mobilenet_v2', { deviceCount: 3, hasRun: true });
});

describe('the result as JSON', () => {
  it('follows its published schema, with a run', () => {
    const json = check(live);
    expect(json['format']).toBe('reef-result-1');
    expect(json['run']).toMatchObject({ label: 'measured', verified: true });
    expect(json['operators']).toHaveLength(live.model.operatorCount);
  });

  it('follows it out of a link, with null for what a link does not hold', () => {
    const json = check(throughLink(live));
    expect(json['operators']).toBeNull();
    expect(json['throughput']).toBeNull();
    const { segments } = json['plan'] as { readonly segments: readonly object[] };
    expect(segments[0]).toMatchObject({ number: 1, operators: null, inputs: null });
  });

  it.each(['compiler', 'hybrid', 'single'] as const)('follows it for %s', async (strategy) => {
    check(await liveResult('mobilenet_v1', { strategy, deviceCount: 2 }));
  });

  it('gives hostile names back as they were', async () => {
    const name = HOSTILE_NAME.replace('\ud800', '');
    const json = check(await liveResult('mobilenet_v1', { name }));
    expect(json).toMatchObject({ model: { name } });
  });

  it('is refused by the schema when a label or a figure is missing', () => {
    const json = check(live);
    const plan = json['plan'] as Record<string, unknown>;
    expect(validate({ ...json, plan: { ...plan, label: 'measured' } })).toBe(false);
    expect(validate({ ...json, plan: { ...plan, bottleneckMs: undefined } })).toBe(false);
  });
});
