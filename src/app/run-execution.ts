// A run from the click to its figures: job, live figures, end. One at a time.
import type { Failure, Result } from '../base/index.ts';
import { runHeadline, verificationSentence } from '../report/index.ts';
import type { RunJob, RunReport } from '../workers/runner-api.ts';
import { planKey } from './plan-choice.ts';
import type { PendingWork } from './plan-jobs.ts';
import { unlessAborted } from './plan-jobs.ts';
import { assignDevices, stagesOf } from './run-assignment.ts';
import { planWithFacts } from './run-compiled-facts.ts';
import type { RunContext, RunSubject } from './run-context.ts';
import { LiveFigures } from './run-live.ts';
import type { FinishedRun, RunnerDevice } from './run-types.ts';

export class RunExecution {
  readonly #context: RunContext;
  readonly #pending: PendingWork;
  #running: { readonly abort: AbortController; readonly live: LiveFigures } | null = null;

  constructor(context: RunContext, pending: PendingWork) {
    this.#context = context;
    this.#pending = pending;
  }

  /** Starts a run of the plan on show on the devices that are ready; nothing where something is missing. */
  run(): void {
    const { hooks } = this.#context;
    if (this.#running !== null) return;
    hooks.pinPlan();
    const subject = this.#withCompiled(hooks.subject());
    if (subject === null) return;
    const job = this.#jobFor(subject);
    if (job !== null) this.#pending.track(this.#execute(job, subject));
  }

  /** Ends the run; what was measured by then is its result. */
  cancel(): void {
    if (this.#running === null || this.#running.abort.signal.aborted) return;
    this.#running.abort.abort();
    this.#running.live.cancel();
    this.#showLive();
  }

  /** What compiled files say of the plan's segments stands in the place of the estimate that the run is set beside. */
  #withCompiled(subject: RunSubject | null): RunSubject | null {
    const { compiled } = this.#context.store.state;
    if (subject === null || compiled?.planKey !== planKey(subject.plan)) return subject;
    return { ...subject, plan: planWithFacts(subject.plan, compiled.facts, subject) };
  }

  #jobFor({ plan, source, model, devices }: RunSubject): RunJob | null {
    const { setUp, situation, compiled } = this.#context.store.state;
    const assignment = assignDevices({
      ...{ plan, planned: devices, devices: situation.devices },
      ...{ kind: setUp.kind, chosenDevices: setUp.chosenDevices },
    });
    if (!assignment.isComplete) return null;
    const { inferences, warmUp, keptOutputs, input, checksOutputs } = setUp;
    return {
      ...{ source, plan, inferences, warmUp, input },
      samplesUrl: this.#context.platform.samplesUrl,
      modelKey: model.sha256,
      fileName: model.fileName,
      stages: stagesOf(plan, assignment),
      keptOutputs: checksOutputs ? Math.max(1, keptOutputs) : keptOutputs,
      checksOutputs,
      compiled: compiled?.planKey === planKey(plan) ? compiled.files : [],
    };
  }

  async #execute(job: RunJob, subject: RunSubject): Promise<void> {
    const { store, client, platform, hooks } = this.#context;
    const { plan } = subject;
    const live = new LiveFigures({
      stageCount: plan.segments.length,
      ...{ warmUp: job.warmUp, inferences: job.inferences, now: platform.now },
    });
    const abort = new AbortController();
    this.#running = { abort, live };
    store.set({ activity: { kind: 'running', live: live.snapshot(), plan }, result: null });
    hooks.announce(`Running ${String(job.inferences)} inferences.`);
    const listener = {
      onPhase: (phase: Parameters<LiveFigures['setPhase']>[0]) => {
        live.setPhase(phase);
        this.#showLive();
      },
      onStages: (records: Parameters<LiveFigures['add']>[0]) => {
        live.add(records);
        this.#showLive();
      },
    };
    const result = await unlessAborted(client.run(job, listener, abort.signal));
    this.#running = null;
    this.#finish(result, job, subject);
  }

  #showLive(): void {
    const { store } = this.#context;
    const { activity } = store.state;
    if (this.#running === null || activity.kind !== 'running') return;
    store.set({ activity: { ...activity, live: this.#running.live.snapshot() } });
  }

  #finish(result: Result<RunReport> | null, job: RunJob, subject: RunSubject): void {
    const { store, hooks } = this.#context;
    if (result === null) {
      store.set({ activity: { kind: 'idle' } });
      return;
    }
    if (!result.ok) {
      store.set({ activity: { kind: 'failed', failure: result.failure } });
      hooks.announce(`The run did not start. ${result.failure.message}`);
      return;
    }
    const finished = this.#describe(result.value, job, subject);
    store.set({ activity: { kind: 'idle' }, result: finished });
    hooks.onFinished(finished);
    hooks.announce(endWords(finished));
  }

  #describe(report: RunReport, job: RunJob, { plan, model }: RunSubject): FinishedRun {
    const { devices } = this.#context.store.state.situation;
    const find = (id: string): RunnerDevice | undefined => devices.find((one) => one.id === id);
    const failed = report.failedDeviceId === null ? undefined : find(report.failedDeviceId);
    return {
      ...{ report, plan, planKey: planKey(plan), modelName: model.name },
      stageDevices: job.stages.map((stage) =>
        stage.map(({ deviceId }) => ({
          name: find(deviceId)?.name ?? deviceId,
          link: find(deviceId)?.link ?? null,
        })),
      ),
      failedDeviceName: failed?.name ?? null,
      wasLost: report.failure?.code === 'usb/device-lost',
    };
  }
}

function endWords({ report, failedDeviceName, wasLost }: FinishedRun): string {
  const { run, failure, isCancelled } = report;
  if (failure !== null) return lostWords(failure, wasLost ? failedDeviceName : null);
  if (isCancelled) return 'The run was cancelled.';
  if (run === null) return 'The run ended without a result.';
  const { text, label } = runHeadline(run);
  return `${text}, ${label}. ${verificationSentence(run.verification)}`;
}

function lostWords(failure: Failure, lostName: string | null): string {
  return lostName === null ? `The run ended early. ${failure.message}` : `${lostName} was lost.`;
}
