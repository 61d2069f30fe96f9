// The Run view's part of the app: devices, firmware, set-up of the run, the run itself, what follows from it. Loaded with
// the view, so that nothing of it is in the first view's code.
import { fitRates, type FittedRates, type RateSample } from '../pipeline/index.ts';
import type { RunnerSituation } from '../workers/runner-api.ts';
import type { RunnerClient } from '../workers/runner-client.ts';
import type { SegmentFact } from '../partition/index.ts';
import { modelNameOf } from '../segment/index.ts';
import { PendingWork } from './plan-jobs.ts';
import { assignDevices } from './run-assignment.ts';
import { RunCompiled } from './run-compiled.ts';
import type { RunContext, RunHooks, RunPlatform } from './run-context.ts';
import { RunDevices } from './run-devices.ts';
import { RunExecution } from './run-execution.ts';
import { INITIAL_RUN_STATE } from './run-initial-state.ts';
import { placeKey, type FinishedRun, type RunSetUp, type RunState } from './run-types.ts';
import { MAX_DEVICES } from './set-up.ts';
import { Store } from './store.ts';
import type { DeviceSetUp } from './types.ts';

export class RunControl {
  readonly store: Store<RunState>;
  readonly devices: RunDevices;
  readonly execution: RunExecution;
  readonly compiled: RunCompiled;
  readonly #context: RunContext;
  readonly #pending = new PendingWork();

  constructor(platform: RunPlatform, hooks: RunHooks, batch: number) {
    this.store = new Store<RunState>({
      ...INITIAL_RUN_STATE,
      setUp: { ...INITIAL_RUN_STATE.setUp, inferences: batch },
    });
    const client: RunnerClient = platform.createClient((situation: RunnerSituation) => {
      this.store.set({ situation });
    });
    this.#context = { store: this.store, client, platform, hooks };
    this.devices = new RunDevices(this.#context, this.#pending);
    this.execution = new RunExecution(this.#context, this.#pending);
    this.compiled = new RunCompiled(this.#context, this.#pending);
  }

  /** Lists the accelerators that the browser already allows, with the firmware that is kept. */
  start(): void {
    const starting = this.#context.client.start().then(() => this.devices.restoreFirmware());
    this.#pending.track(starting);
    this.#context.platform.onReturn(() => {
      this.devices.lookAgain();
    });
  }

  change(patch: Partial<RunSetUp>): void {
    this.store.set({ setUp: { ...this.store.state.setUp, ...patch } });
  }

  /** Another device serves a stage; where it served one already, the two swap. */
  chooseDevice(segmentIndex: number, replica: number, deviceId: string): void {
    const subject = this.#context.hooks.subject();
    if (subject === null) return;
    const { setUp, situation } = this.store.state;
    const { places } = assignDevices({
      ...{ plan: subject.plan, planned: subject.devices, devices: situation.devices },
      ...{ kind: setUp.kind, chosenDevices: setUp.chosenDevices },
    });
    const key = placeKey(segmentIndex, replica);
    const own = places.find((place) => placeKey(place.segmentIndex, place.replica) === key);
    const other = places.find(({ device }) => device?.id === deviceId);
    const swapped =
      other === undefined || own?.device == null
        ? {}
        : { [placeKey(other.segmentIndex, other.replica)]: own.device.id };
    this.change({ chosenDevices: { ...setUp.chosenDevices, ...swapped, [key]: deviceId } });
  }

  /** Plans for the devices that are ready, with their links and their rates where those are known. */
  planForConnected(): void {
    const subject = this.#context.hooks.subject();
    if (subject === null) return;
    const { setUp, situation } = this.store.state;
    const { usable, kind } = assignDevices({
      ...{ plan: subject.plan, planned: subject.devices, devices: situation.devices },
      ...{ kind: setUp.kind, chosenDevices: {} },
    });
    const devices = usable
      .filter((device) => device.kind === kind)
      .slice(0, MAX_DEVICES)
      .map((device, bus): DeviceSetUp => {
        const link = device.link ?? subject.devices[bus]?.link ?? 'usb3';
        const known = subject.devices.find((one) => one.link === link);
        const rates = known?.measuredRates;
        const clock = subject.devices[bus]?.clock ?? 'max';
        return { link, clock, bus, ...(rates === undefined ? {} : { measuredRates: rates }) };
      });
    if (devices.length > 0) this.#context.hooks.planForDevices(devices);
  }

  /** Plans with the link rates of the last run. */
  useMeasuredRates(): void {
    const { result } = this.store.state;
    const subject = this.#context.hooks.subject();
    if (result === null || subject === null) return;
    const { label } = result.report.run ?? {};
    const fitted = new Map(
      ratesOfRun(result).map(({ link, rates }) => [
        link,
        label === undefined ? rates : { ...rates, label },
      ]),
    );
    this.#context.hooks.planForDevices(
      subject.devices.map((device) => {
        const rates = fitted.get(device.link) ?? device.measuredRates;
        return rates === undefined ? device : { ...device, measuredRates: rates };
      }),
    );
    this.#context.hooks.announce('Planning with the rates of this run.');
  }

  /** Plans with the stage times of the last run, for the segments that it ran. */
  useStageTimes(): void {
    const { result } = this.store.state;
    if (result === null) return;
    this.#context.hooks.addFacts(stageFacts(result));
    this.#context.hooks.announce('Planning with the stage times of this run.');
  }

  /** All outputs that the last run kept, as raw bytes in a zip. */
  async saveOutputs(): Promise<void> {
    const { result } = this.store.state;
    if (result === null || result.report.outputs.length === 0) return;
    const { zipSync } = await import('fflate');
    const bytes = zipSync(outputFiles(result));
    this.#context.hooks.saveFile({ name: `${modelNameOf(result.modelName)}_outputs.zip`, bytes });
  }

  /** The model has gone: segments of it are of no use, and its runs are of the past. */
  forgetModel(): void {
    this.compiled.forget();
    this.store.set({ result: null, activity: { kind: 'idle' } });
    this.#pending.track(this.#context.client.forgetModel());
  }

  whenIdle(): Promise<void> {
    return this.#pending.whenIdle();
  }

  get isIdle(): boolean {
    return this.#pending.isIdle;
  }
}

/** What a run says of the segments that it ran; of a simulated run it is simulated. */
export function stageFacts({ report, plan, stageDevices }: FinishedRun): readonly SegmentFact[] {
  return (report.run?.stages ?? []).flatMap((stage): SegmentFact[] => {
    const operators = plan.segments[stage.segmentIndex]?.operators;
    const [device] = stageDevices[stage.segmentIndex] ?? [];
    if (operators === undefined || device?.link == null) return [];
    return [{ operators, stageMs: stage.meanMs, link: device.link }];
  });
}

/** One file per output and inference; tensor names may hold anything, so they are numbered and named inside. */
function outputFiles({ report }: FinishedRun): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  const numbers = new Map<string, number>();
  for (const { inference, tensor, bytes } of report.outputs) {
    const number = numbers.get(tensor) ?? numbers.size;
    numbers.set(tensor, number);
    files[`inference_${String(inference)}_output_${String(number)}.bin`] = bytes;
  }
  const names = [...numbers].map(([tensor, number]) => `output_${String(number)}: ${tensor}`);
  files['outputs.txt'] = new TextEncoder().encode(`${names.join('\n')}\n`);
  return files;
}

/** Link rates of a finished run; empty where it has none: a run on the CPU, or one that ended before a result. */
export function ratesOfRun({ report, plan, stageDevices }: FinishedRun): readonly FittedRates[] {
  const samples = (report.run?.stages ?? []).flatMap((stage): RateSample[] => {
    const segment = plan.segments[stage.segmentIndex];
    const links = new Set(stageDevices[stage.segmentIndex]?.map(({ link }) => link));
    const [link = null] = links;
    // Replicas on different links have one mean time, which tells of neither.
    return segment === undefined || link === null || links.size > 1
      ? []
      : [{ link, stage, segment }];
  });
  return fitRates(samples);
}
