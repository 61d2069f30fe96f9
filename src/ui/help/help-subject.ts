// From the page's state to what questions are answered from. Pure.
import { listSystemAdvice, shownPlan } from '../../app/index.ts';
import type { RunControl } from '../../app/index.ts';
import type { AnswerSubject } from '../../report/answers/index.ts';
import type { AppState } from '../contract.ts';

const SYSTEM_ADVICE = listSystemAdvice();

type RunState = RunControl['store']['state'];

/** `run` is null while the Run view has not been opened. */
export function buildAnswerSubject(state: AppState, run: RunState | null): AnswerSubject {
  const { model, setUp, strategies, curve, selection } = state;
  const plan = shownPlan(state);
  // While another number of devices is being planned for, the plan on show is of the one before.
  const isOfThisSetUp =
    plan?.segments.every(({ deviceIndices }) =>
      deviceIndices.every((deviceIndex) => setUp.devices[deviceIndex] !== undefined),
    ) ?? false;
  return {
    model,
    plan: isOfThisSetUp ? plan : null,
    devices: setUp.devices,
    strategies: strategies.map(({ name, title, state: job }) => ({
      ...{ name, title },
      plan: job.kind === 'done' ? job.value : null,
    })),
    curve: curve.points,
    isCurveComplete: curve.isComplete,
    lastRun: lastRunOf(state),
    accelerators: run === null ? null : run.situation.devices,
    systemAdvice: SYSTEM_ADVICE,
    selectedOperator: selection.kind === 'operator' ? selection.opIndex : null,
  };
}

function lastRunOf({ lastRun }: AppState): AnswerSubject['lastRun'] {
  if (lastRun === null) return null;
  const { report, plan, failedDeviceName, wasLost } = lastRun;
  return { run: report.run, failure: report.failure, plan, failedDeviceName, wasLost };
}
