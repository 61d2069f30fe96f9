import { beforeAll, describe, expect, it } from 'vitest';
import { liveResult, throughLink } from './testing/results.ts';
import { traceEventJson } from './trace-event.ts';
import type { ResultSource } from './types.ts';

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly id?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

function eventsOf(source: ResultSource): readonly Event[] {
  const trace = JSON.parse(traceEventJson.make(source)) as {
    readonly traceEvents: readonly Event[];
  };
  return trace.traceEvents;
}

let live: ResultSource;

beforeAll(async () => {
  live = await liveResult('resnet50', { deviceCount: 4, hasRun: true });
});

describe('the trace', () => {
  it('has a process for the simulation and one for the run, and a named thread for every device', () => {
    const names = eventsOf(live).filter(({ name }) => name === 'process_name');
    expect(names.map(({ args }) => args?.['name'])).toEqual([
      'Simulated: Optimal, 4 devices',
      'Run, measured: Optimal, 4 devices',
    ]);
    const threads = eventsOf(live).filter(({ name, pid }) => name === 'thread_name' && pid === 1);
    expect(threads).toHaveLength(live.plan.deviceCount);
  });

  it('has one slice for every inference in every stage, labelled', () => {
    const slices = eventsOf(live).filter(
      ({ ph, name }) => ph === 'X' && name.startsWith('inference'),
    );
    expect(slices).toHaveLength(live.timeline.length + (live.fullRun?.timeline.length ?? 0));
    for (const { pid, args } of slices) {
      expect(args?.['label']).toBe(pid === 1 ? 'simulated' : 'measured');
    }
  });

  it('nests parts in their inference and lets no two inferences overlap on a device', () => {
    const byThread = new Map<string, Event[]>();
    for (const event of eventsOf(live)) {
      if (event.ph !== 'X') continue;
      const key = `${event.pid}/${event.tid}`;
      byThread.set(key, [...(byThread.get(key) ?? []), event]);
    }
    for (const events of byThread.values()) {
      const open: Event[] = [];
      const sorted = [...events].sort((one, other) => one.ts - other.ts || other.dur - one.dur);
      for (const event of sorted) {
        while (open.length > 0 && endOf(open.at(-1)) <= event.ts + 0.0005) open.pop();
        const around = open.at(-1);
        if (around !== undefined) expect(endOf(event)).toBeLessThanOrEqual(endOf(around) + 0.0015);
        open.push(event);
        expect(open.length).toBeLessThanOrEqual(2);
      }
    }
  });

  it('draws an arrow through the stages of every inference', () => {
    const arrows = eventsOf(live).filter(({ ph, pid }) => 'stf'.includes(ph) && pid === 1);
    const first = arrows.filter(({ id }) => id === 0).map(({ ph }) => ph);
    expect(first).toEqual(['s', ...live.plan.segments.slice(2).map(() => 't'), 'f']);
  });

  it('of a link holds the simulation from the shared figures', () => {
    const events = eventsOf(throughLink(live));
    expect(new Set(events.map(({ pid }) => pid))).toEqual(new Set([1]));
    expect(events.filter(({ ph }) => ph === 'X').length).toBeGreaterThan(0);
  });
});

function endOf(event: Event | undefined): number {
  return event === undefined ? 0 : event.ts + event.dur;
}
