// From the states of app and run to what the Run view draws. Pure.
import { shownPlan } from '../../app/index.ts';
import type { Plan } from '../../partition/index.ts';
import { readinessSentence } from '../../report/index.ts';
import type { AppState } from '../contract.ts';
import {
  assignDevices,
  isUsable,
  planByEstimate,
  planKey,
  planWithFacts,
  ratesOfRun,
  type Assignment,
  type RunState,
} from '../../app/run.ts';
import type { RunStatus, RunViewModel } from './run-contract.ts';

/** Null while no model is open. */
export function buildRunViewModel(app: AppState, run: RunState): RunViewModel | null {
  const { model, setUp, selection, highlight } = app;
  if (model === null) return null;
  const shown = shownPlan(app);
  const key = shown === null ? '' : planKey(shown);
  const compiled = run.compiled?.planKey === key ? run.compiled : null;
  const { plan, estimate } = knownPlans(shown, compiled, { model, devices: setUp.devices });
  const assignment =
    plan === null
      ? null
      : assignDevices({
          ...{ plan, planned: setUp.devices, devices: run.situation.devices },
          ...{ kind: run.setUp.kind, chosenDevices: run.setUp.chosenDevices },
        });
  const obstacleStatus = findObstacle(app, run, { assignment, compiled });
  const status = statusOf(run, obstacleStatus);
  const missingCount = assignment?.places.filter(({ device }) => device === null).length ?? 0;
  return {
    ...{ summary: model, plan, estimate, planned: setUp.devices, setUp: run.setUp },
    ...{ situation: run.situation, assignment, status, missingCount, compiled },
    canRun: obstacleStatus === null && run.activity.kind !== 'running',
    readiness: assignment === null ? null : readinessOf(assignment),
    isResultOfOtherPlan: run.result !== null && run.result.planKey !== key,
    fittedRates: run.result === null ? [] : ratesOfRun(run.result),
    usedRates:
      setUp.devices.find(({ measuredRates }) => measuredRates !== undefined)?.measuredRates ?? null,
    notice: run.notice,
    ...{ selection, highlight },
  };
}

interface KnownPlans {
  readonly plan: Plan | null;
  readonly estimate: Plan | null;
}

/** Three elements ask for the same at every change; a plan is evaluated once for what is known of it. */
const known = new WeakMap<
  Plan,
  KnownPlans & { readonly compiled: object; readonly devices: object }
>();

function knownPlans(
  plan: Plan | null,
  compiled: RunViewModel['compiled'],
  subject: Parameters<typeof planWithFacts>[2],
): KnownPlans {
  if (plan === null || compiled === null || compiled.facts.length === 0) {
    return { plan, estimate: plan };
  }
  const { devices } = subject;
  const before = known.get(plan);
  if (before?.compiled === compiled && before.devices === devices) return before;
  const plans = {
    plan: planWithFacts(plan, compiled.facts, subject),
    estimate: planByEstimate(plan, subject),
  };
  known.set(plan, { ...plans, compiled, devices });
  return plans;
}

function statusOf({ activity, result }: RunState, obstacle: RunStatus | null): RunStatus {
  if (activity.kind === 'running') return activity;
  if (activity.kind === 'failed') return activity;
  if (obstacle?.kind === 'no-plan') return obstacle;
  if (result !== null) return { kind: 'ended', result };
  return obstacle ?? { kind: 'ready' };
}

/** What stands between the person and a run; null where nothing does. */
function findObstacle(
  app: AppState,
  run: RunState,
  {
    assignment,
    compiled,
  }: { readonly assignment: Assignment | null; readonly compiled: RunViewModel['compiled'] },
): RunStatus | null {
  if (assignment === null) {
    const isPlanning = app.strategies.some(({ state }) => state.kind === 'running');
    return { kind: 'no-plan', obstacle: app.model?.obstacle ?? null, isPlanning };
  }
  const { devices } = run.situation;
  if (devices.length === 0) return { kind: 'no-device' };
  const waiting = devices.filter(({ state }) => state === 'needs-firmware');
  if (!devices.some(isUsable) && waiting.length > 0) {
    return { kind: 'needs-firmware', count: waiting.length };
  }
  if (!assignment.isComplete) {
    const planned = assignment.places.length;
    return { kind: 'too-few', ready: planned - missingIn(assignment), planned };
  }
  const missing = segmentsToCompile(assignment, compiled);
  return missing.length > 0 ? { kind: 'not-compiled', missing } : null;
}

function missingIn({ places }: Assignment): number {
  return places.filter(({ device }) => device === null).length;
}

/** Segments on real accelerators that no compiled file was dropped for. */
function segmentsToCompile(
  { places }: Assignment,
  compiled: RunViewModel['compiled'],
): readonly number[] {
  const onCoral = places
    .filter(({ device }) => device?.kind === 'coral')
    .map(({ segmentIndex }) => segmentIndex);
  return [...new Set(onCoral)].filter((index) => (compiled?.files[index] ?? null) === null);
}

function readinessOf({ kind, places, usable }: Assignment): string | null {
  if (kind === null) return null;
  const own = usable.filter((device) => device.kind === kind);
  return readinessSentence({
    kind,
    planned: places.length,
    ready: places.length - missingIn({ kind, places, usable, isComplete: false }),
    plannedLinks: places.map(({ link }) => link),
    readyLinks: own.map(({ link }) => link),
  });
}
