import { describe, expect, test } from 'vitest';
import type { LinkName } from '../edgetpu/index.ts';
import { testPlan, testSegment } from '../report/testing/plans.ts';
import { assignDevices, stagesOf, type AssignmentRequest } from './run-assignment.ts';
import type { AcceleratorKind, RunnerDevice, RunnerDeviceState } from './run-types.ts';

const PLAN = testPlan([testSegment(0), testSegment(1), testSegment(2)]);

function device(
  id: string,
  link: LinkName | null = 'usb3',
  state: RunnerDeviceState = 'ready',
): RunnerDevice {
  const [kind] = id.split('-') as [AcceleratorKind];
  return {
    ...{ id, kind, name: id, state, link, clock: 'max', failure: null, needsReplug: false },
    ...{ progress: null, warnings: [], bytesIn: 0, bytesOut: 0 },
  };
}

function assign(devices: readonly RunnerDevice[], patch: Partial<AssignmentRequest> = {}) {
  const request = {
    plan: PLAN,
    planned: [0, 1, 2].map(() => ({ link: 'usb3', clock: 'max' }) as const),
    ...{ devices, kind: null, chosenDevices: {} },
    ...patch,
  };
  const assignment = assignDevices(request);
  return { ...assignment, ids: assignment.places.map((place) => place.device?.id ?? null) };
}

const CORALS = ['coral-1', 'coral-2', 'coral-3'].map((id) => device(id));

describe('devices for the stages of a plan', () => {
  test('are taken in the order of the list', () => {
    const { ids, isComplete } = assign(CORALS);
    expect(ids).toEqual(['coral-1', 'coral-2', 'coral-3']);
    expect(isComplete).toBe(true);
  });

  test('are missed where there are too few', () => {
    expect(assign(CORALS.slice(0, 2))).toMatchObject({
      ids: ['coral-1', 'coral-2', null],
      isComplete: false,
    });
  });

  test.each(['needs-firmware', 'lost', 'failed', 'needs-permission'] as const)(
    'are not those in the state %s',
    (state) => {
      const devices = [device('coral-1', null, state), ...CORALS.slice(1)];
      expect(assign(devices).ids).toEqual(['coral-2', 'coral-3', null]);
    },
  );

  test('have the link that the plan counts on, where there is one', () => {
    const planned = (['usb2', 'usb3', 'usb3'] as const).map((link) => ({
      link,
      clock: 'max' as const,
    }));
    const devices = [device('coral-1'), device('coral-2'), device('coral-3', 'usb2')];
    expect(assign(devices, { planned }).ids).toEqual(['coral-3', 'coral-1', 'coral-2']);
  });

  test('are of the kind that was listed last, unless the person chose one', () => {
    const devices = [...CORALS, device('virtual-1'), device('virtual-2'), device('virtual-3')];
    expect(assign(devices).kind).toBe('virtual');
    expect(assign(devices, { kind: 'coral' }).ids).toEqual(['coral-1', 'coral-2', 'coral-3']);
    expect(assign(CORALS, { kind: 'cpu' }).kind).toBe('coral');
  });

  test('are those that the person chose; the rest follows', () => {
    expect(assign(CORALS, { chosenDevices: { '0/0': 'coral-3' } }).ids).toEqual([
      'coral-3',
      'coral-1',
      'coral-2',
    ]);
  });

  test('may be the CPU beside real accelerators, but never beside virtual ones', () => {
    const devices = [device('cpu-1', null), ...CORALS];
    const chosenDevices = { '2/0': 'cpu-1' };
    expect(assign(devices, { kind: 'coral', chosenDevices }).ids).toEqual([
      'coral-1',
      'coral-2',
      'cpu-1',
    ]);
    const virtual = [device('cpu-1', null), device('virtual-1')];
    expect(assign(virtual, { chosenDevices: { '0/0': 'cpu-1' } }).ids[0]).toBe('virtual-1');
  });

  test('serve one place each: replicas get their own', () => {
    const plan = testPlan([testSegment(0, { replicas: 2, deviceIndices: [0, 2] }), testSegment(1)]);
    const assignment = assign(CORALS, { plan });
    expect(new Set(assignment.ids).size).toBe(3);
    expect(stagesOf(plan, assignment).map((stage) => stage.length)).toEqual([2, 1]);
  });
});
