import { expect, test } from 'vitest';
import { createTestApp } from '../../app/testing/test-app.ts';
import type { RunControl } from '../../app/index.ts';
import type { AppState, StrategyRow } from '../contract.ts';
import { busyWith } from './busy-with.ts';

type RunState = RunControl['store']['state'];

const { state: idle } = createTestApp().app.store;
const running = { kind: 'running', progress: null } as const;
const row = { name: 'optimal', title: 'Optimal', explanation: '', state: running } as StrategyRow;

const run = (part: object): RunState =>
  ({ activity: { kind: 'idle' }, situation: { devices: [] }, ...part }) as unknown as RunState;

test.each<[string | null, Partial<AppState>, RunState | null]>([
  [null, {}, null],
  [null, {}, run({})],
  ['run', {}, run({ activity: { kind: 'running' } })],
  ['firmware transfer', {}, run({ situation: { devices: [{ state: 'loading-firmware' }] } })],
  [null, {}, run({ situation: { devices: [{ state: 'ready' }] } })],
  ['verification', { verify: running }, null],
  ['download', { download: { bundle: running } }, run({})],
  ['opening of the model', { opening: { ...running, name: 'a.tflite' } }, null],
  ['search', { strategies: [row] }, null],
  [null, { strategies: [{ ...row, state: { kind: 'cancelled' } }] }, null],
  [null, { curve: { points: [], isComplete: false } }, null],
])('a reload would break off: %s', (what, part, runState) => {
  expect(busyWith({ ...idle, ...part }, runState)).toBe(what);
});
