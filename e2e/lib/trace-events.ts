// The Trace Event Format as far as timelines use it: what each kind of event must have, that names of processes and threads
// come with them, that slices nest, and that every arrow ends where it began.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from '@playwright/test';

interface TraceEvent {
  readonly ph: 'M' | 'X' | 's' | 't' | 'f';
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly id?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

const place = { pid: { type: 'integer' }, tid: { type: 'integer' }, name: { type: 'string' } };
const time = { type: 'number', minimum: 0 };
const args = { type: 'object' };
const SCHEMA = {
  type: 'object',
  required: ['traceEvents'],
  properties: {
    displayTimeUnit: { enum: ['ms', 'ns'] },
    traceEvents: {
      type: 'array',
      items: {
        oneOf: [
          {
            type: 'object',
            required: ['ph', 'pid', 'tid', 'name', 'args'],
            properties: { ph: { const: 'M' }, ...place, args },
            additionalProperties: false,
          },
          {
            type: 'object',
            required: ['ph', 'pid', 'tid', 'name', 'ts', 'dur'],
            properties: {
              ...{ ph: { const: 'X' }, ...place, ts: time, dur: time, args },
              cat: { type: 'string' },
            },
            additionalProperties: false,
          },
          {
            type: 'object',
            required: ['ph', 'pid', 'tid', 'name', 'cat', 'ts', 'id'],
            properties: {
              ...{ ph: { enum: ['s', 't', 'f'] }, ...place, ts: time },
              ...{ cat: { type: 'string' }, id: { type: 'integer' }, bp: { const: 'e' } },
            },
            additionalProperties: false,
          },
        ],
      },
    },
    otherData: { type: 'object' },
  },
} as const;

/** Checks a trace and tells its processes and how many inferences each shows in all its stages. */
export function checkTrace(json: unknown): {
  readonly processes: readonly string[];
  readonly inferences: readonly number[];
} {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(SCHEMA);
  validate(json);
  expect(validate.errors ?? []).toEqual([]);
  const { traceEvents } = json as { readonly traceEvents: readonly TraceEvent[] };
  const names = traceEvents.filter(({ name }) => name === 'process_name');
  const threads = traceEvents.filter(({ name }) => name === 'thread_name').map(placeOf);
  const slices = traceEvents.filter(({ ph }) => ph === 'X');
  for (const slice of slices) {
    expect(threads).toContain(placeOf(slice));
    expect(slice.args?.['label']).toMatch(/^(simulated|measured)$/);
  }
  for (const thread of threads) checkNesting(slices.filter((slice) => placeOf(slice) === thread));
  checkArrows(traceEvents);
  return {
    processes: names.map((event) => String(event.args?.['name'])),
    inferences: names.map(
      ({ pid }) =>
        slices.filter((slice) => slice.pid === pid && slice.name.startsWith('inference ')).length,
    ),
  };
}

function placeOf({ pid, tid }: TraceEvent): string {
  return `${String(pid)}/${String(tid)}`;
}

/** A slice lies in the one that is open, or behind it: viewers draw nothing sensible otherwise. */
function checkNesting(slices: readonly TraceEvent[]): void {
  const NANOSECOND = 0.0015;
  const open: number[] = [];
  const sorted = [...slices].sort((one, other) => one.ts - other.ts || other.dur - one.dur);
  for (const { ts, dur } of sorted) {
    while (open.length > 0 && (open.at(-1) ?? 0) <= ts + NANOSECOND) open.pop();
    if (open.length > 0) expect(ts + dur).toBeLessThanOrEqual((open.at(-1) ?? 0) + NANOSECOND);
    open.push(ts + dur);
  }
}

function checkArrows(events: readonly TraceEvent[]): void {
  const byId = new Map<number, string>();
  for (const { ph, id } of events) {
    if (id !== undefined) byId.set(id, (byId.get(id) ?? '') + ph);
  }
  expect(byId.size).toBeGreaterThan(0);
  for (const arrow of byId.values()) expect(arrow).toMatch(/^st*f$/);
}
