import { describe, expect, it } from 'vitest';
import type { Plan, StrategyName } from '../../partition/index.ts';
import { plainText } from '../../report/index.ts';
import { testDevices, testPlan, testSegment } from '../../report/testing/plans.ts';
import type { PlanViewModel, StrategyRow } from '../contract.ts';
import { compilerFailureOf, planParagraphs, thirdLine, throughputInput } from './plan-texts.ts';

const failure = { code: 'partition/compiler-crashes', message: 'It crashes.' } as const;
const plan = testPlan([testSegment(0), testSegment(1)]);

function row(name: StrategyName, title: string, made: Plan | null): StrategyRow {
  const state: StrategyRow['state'] =
    made === null ? { kind: 'failed', failure } : { kind: 'done', value: made };
  return { name, title, explanation: '', state };
}

function point(strategy: StrategyName, deviceCount: number, throughputPerSecond: number) {
  const figures = { bottleneckMs: 1, avoidableBytes: 0, streamedBytes: 0, gap: 0 };
  return { strategy, deviceCount, throughputPerSecond, ...figures };
}

/** A view with what these texts look at; nothing else of it is read. */
function viewOf(patch: Partial<PlanViewModel>): PlanViewModel {
  const view: Partial<PlanViewModel> = {
    summary: { facts: { compiledParamBytes: 1e7 } } as PlanViewModel['summary'],
    setUp: { isAuto: false, devices: testDevices(2), batch: 15 },
    strategies: [row('optimal', 'Optimal', plan), row('compiler', 'Compiler', null)],
    chosen: 'optimal',
    plan,
    manual: null,
    startedFromPlan: null,
    cutAfterDepths: [9],
    curve: { points: [point('optimal', 2, 20), point('optimal', 1, 10)], isComplete: true },
    ...patch,
  };
  return view as PlanViewModel;
}

describe('the texts of the Plan view', () => {
  it('say why the compiler has no split, and nothing where it has one', () => {
    expect(compilerFailureOf(viewOf({}))).toBe(failure);
    const strategies = [row('compiler', 'Compiler', plan)];
    expect(compilerFailureOf(viewOf({ strategies }))).toBeNull();
  });

  it('tell what streams as long as the person has not moved a cut', () => {
    expect(thirdLine(viewOf({}), plan)).toBe('Nothing streams: every segment stays on its chip.');
  });

  it('read the curve first, then tell what else is to be known', () => {
    const near = testPlan([testSegment(0, { cpuOperatorCount: 2 }), testSegment(1)]);
    const said = planParagraphs(viewOf({ plan: near }), near).map(plainText);
    expect(said[0]).toBe('2 devices hold all of it.');
    expect(said[1]).toContain('2 operators run on the computer');
  });

  it('say each thing once, although plans carry notes of it', () => {
    const notes = [
      { code: 'cpu-part', message: 'said elsewhere' },
      { code: 'vendor-writes-nothing', message: 'The vendor writes nothing here.' },
    ];
    const noted = testPlan([testSegment(0), testSegment(1)], { notes });
    const said = planParagraphs(viewOf({ plan: noted }), noted).map(plainText);
    expect(said).toContain('The vendor writes nothing here.');
    expect(said).not.toContain('said elsewhere');
  });
});

describe('the lines of the throughput curve', () => {
  it('run from few devices to many, under the names of the list', () => {
    const { lines, deviceCount, mostDevices } = throughputInput(viewOf({}));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ title: 'Optimal', isChosen: true });
    expect(lines[0]!.points.map((one) => one.deviceCount)).toEqual([1, 2]);
    expect([deviceCount, mostDevices]).toEqual([2, 16]);
  });

  it("have the person's own cuts as one point among them", () => {
    const manual = testPlan([testSegment(0), testSegment(1)], { strategy: 'manual' });
    const { lines } = throughputInput(viewOf({ chosen: 'manual', plan: manual }));
    expect(lines.map((line) => [line.title, line.points.length, line.isChosen])).toEqual([
      ['Optimal', 2, false],
      ['Your cuts', 1, true],
    ]);
  });
});
