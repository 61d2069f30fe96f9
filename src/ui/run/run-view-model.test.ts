import { describe, expect, test } from 'vitest';
import { INITIAL_STATE } from '../../app/initial-state.ts';
import { INITIAL_RUN_STATE } from '../../app/run-initial-state.ts';
import { planKey } from '../../app/plan-choice.ts';
import { testDevices, testPlan, testSegment } from '../../report/testing/plans.ts';
import { testRun, testRunStage } from '../../report/testing/runs.ts';
import type { AppState, ModelSummary } from '../contract.ts';
import { stateWords } from './device-words.ts';
import { buildRunViewModel } from './run-view-model.ts';
import type { FinishedRun, RunnerDevice, RunState, RunViewModel } from './run-contract.ts';
import { stageRowsOfResult } from './stage-rows.ts';

const PLAN = testPlan([testSegment(0), testSegment(1)]);
const MODEL = { name: 'model', obstacle: null } as ModelSummary;

function device(patch: Partial<RunnerDevice> & Pick<RunnerDevice, 'id' | 'kind'>): RunnerDevice {
  return {
    ...{ name: patch.id, state: 'ready', link: 'usb3', clock: 'max', failure: null },
    ...{ needsReplug: false, progress: null, warnings: [], bytesIn: 0, bytesOut: 0 },
    ...patch,
  };
}

const CORALS = [1, 2].map((n) => device({ id: `coral-${String(n)}`, kind: 'coral' }));
const VIRTUALS = [1, 2].map((n) => device({ id: `virtual-${String(n)}`, kind: 'virtual' }));

function viewOf(
  devices: readonly RunnerDevice[],
  run: Partial<RunState> = {},
  app: Partial<AppState> = {},
): RunViewModel | null {
  const rows = [
    { name: 'optimal', title: '', explanation: '', state: { kind: 'done', value: PLAN } },
  ] as const;
  return buildRunViewModel(
    {
      ...INITIAL_STATE,
      ...{ model: MODEL, strategies: rows },
      setUp: { isAuto: false, devices: testDevices(2), batch: 15 },
      ...app,
    },
    {
      ...INITIAL_RUN_STATE,
      situation: { ...INITIAL_RUN_STATE.situation, devices },
      ...run,
    },
  );
}

function finished(patch: Partial<FinishedRun> = {}): FinishedRun {
  const run = testRun([testRunStage(0), testRunStage(1)]);
  return {
    report: { run, failure: null, isCancelled: false, failedDeviceId: null, outputs: [] },
    ...{ plan: PLAN, planKey: planKey(PLAN), modelName: 'model' },
    stageDevices: [[{ name: 'Virtual 1', link: 'usb3' }], [{ name: 'Virtual 2', link: 'usb3' }]],
    ...{ failedDeviceName: null, wasLost: false },
    ...patch,
  };
}

describe('the state of the Run view', () => {
  test('is none without a model', () => {
    expect(viewOf([], {}, { model: null })).toBeNull();
  });

  test.each([
    ['nothing is connected', [], 'no-device'],
    ['too few are ready', VIRTUALS.slice(0, 1), 'too-few'],
    ['all are there', VIRTUALS, 'ready'],
    ['real ones are there, but nothing is compiled', CORALS, 'not-compiled'],
    [
      'all that is there waits for firmware',
      [device({ id: 'coral-1', kind: 'coral', state: 'needs-firmware' })],
      'needs-firmware',
    ],
    [
      'one was lost and one is ready',
      [device({ id: 'virtual-1', kind: 'virtual', state: 'lost' }), ...VIRTUALS.slice(1)],
      'too-few',
    ],
  ] as const)('where %s', (_, devices, kind) => {
    const view = viewOf(devices);
    expect(view?.status.kind).toBe(kind);
    expect(view?.canRun).toBe(kind === 'ready');
  });

  test('waits for the plan', () => {
    const strategies = [
      { name: 'balanced', title: '', explanation: '', state: { kind: 'running', progress: null } },
    ] as const;
    expect(viewOf(VIRTUALS, {}, { strategies })?.status).toEqual({
      ...{ kind: 'no-plan', obstacle: null, isPlanning: true },
    });
  });

  test('can run on real accelerators once every segment has its compiled file', () => {
    const file = { name: 'x', file: new Blob([]) };
    const compiled = {
      ...{
        planKey: planKey(PLAN),
        facts: [],
        segments: [null, null],
        unmatched: [],
        refinement: null,
      },
      files: [file, null],
    };
    expect(viewOf(CORALS, { compiled })?.status).toEqual({ kind: 'not-compiled', missing: [1] });
    expect(viewOf(CORALS, { compiled: { ...compiled, files: [file, file] } })?.canRun).toBe(true);
    const ofOtherPlan = { ...compiled, files: [file, file], planKey: 'other' };
    expect(viewOf(CORALS, { compiled: ofOtherPlan })?.status.kind).toBe('not-compiled');
  });

  test('shows a result until the next run, and says where it is of another plan', () => {
    const view = viewOf(VIRTUALS, { result: finished() });
    expect(view).toMatchObject({ status: { kind: 'ended' }, isResultOfOtherPlan: false });
    expect(view?.canRun).toBe(true);
    expect(viewOf([], { result: finished({ planKey: 'other' }) })).toMatchObject({
      ...{ status: { kind: 'ended' }, isResultOfOtherPlan: true, canRun: false },
    });
  });

  test('names what differs from the plan', () => {
    const slow = [VIRTUALS[0]!, device({ id: 'virtual-2', kind: 'virtual', link: 'usb2' })];
    expect(viewOf(slow)?.readiness).toContain('1 device at USB 2');
    expect(viewOf(VIRTUALS)?.readiness).toBeNull();
  });
});

describe('rows of stages', () => {
  test('set the estimate beside what was found', () => {
    const [first] = stageRowsOfResult(finished());
    expect(first).toMatchObject({ deviceNames: 'Virtual 1', difference: 0, isPace: true });
  });

  test('have no estimate on a CPU', () => {
    const devices = [{ kind: 'cpu', link: 'pcie', clock: 'max', count: 2 }] as const;
    const run = testRun([testRunStage(0), testRunStage(1)], { devices });
    const report = { ...finished().report, run };
    const [first] = stageRowsOfResult(finished({ report }));
    expect(first).toMatchObject({ difference: null, estimatedMs: null });
  });

  test('say what names of replicas have in common once', () => {
    const stageDevices = [
      [
        { name: 'Coral 1', link: null },
        { name: 'Coral 3', link: null },
      ],
      [{ name: 'Coral 2', link: null }],
    ];
    expect(stageRowsOfResult(finished({ stageDevices })).map((row) => row.deviceNames)).toEqual([
      'Coral 1, 3',
      'Coral 2',
    ]);
  });
});

test('firmware on its way says how far it is', () => {
  const progress = { done: 42, total: 100, label: '' };
  const loading = device({ id: 'coral-1', kind: 'coral', state: 'loading-firmware', progress });
  expect(stateWords(loading)).toBe('taking firmware, 42 %');
});
