// The runner behind the boundary, free of Comlink and of the browser, so that it runs in a test as it is.
//
//   RunnerService ─▶ RunnerDevices ─▶ UsbEntry / CpuEntry ─▶ usb, runtime, virtual
//                 └▶ JobRun ─▶ RunnerModel (bytes, segments)
//                           └▶ bench (pipeline, figures, check)
import { fail, ok, type Failure, type Result } from '../base/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { preflight } from '../usb/index.ts';
import type {
  CompiledFile,
  CompiledMatchReport,
  FirmwareImage,
  RunJob,
  RunListener,
  RunnerApi,
  RunnerEnvironment,
  RunnerSituation,
  RunReport,
} from './runner-api.ts';
import { RunnerDevices, type DevicesPlatform } from './runner-devices.ts';
import { RunnerFirmware, type FirmwarePlatform } from './runner-firmware.ts';
import { RunnerModel, type ModelQuery, type RunnerModelPlatform } from './runner-model.ts';
import type { OperatingSystem } from './runner-os.ts';
import { JobRun } from './runner-run.ts';

/** `os`: whose rules stand between browser and device. */
export interface RunnerPlatform extends DevicesPlatform, FirmwarePlatform, RunnerModelPlatform {
  readonly os: OperatingSystem;
  readonly startCpu: () => Promise<Result<CpuRuntime>>;
}

const IDENTIFY_MS = 2500;
/** The situation is sent at most this often while bytes are counted. */
const SITUATION_INTERVAL_MS = 100;

const NOWHERE: RunnerEnvironment = { isSecureContext: false, hasWebUsb: false, firmwareUrl: '' };

export class RunnerService implements RunnerApi {
  readonly #platform: RunnerPlatform;
  readonly #firmware: RunnerFirmware;
  readonly #devices: RunnerDevices;
  readonly #model: RunnerModel;
  #environment = NOWHERE;
  #listener: ((situation: RunnerSituation) => void) | null = null;
  #lastFailure: Failure | null = null;
  #running: AbortController | null = null;
  #cpu: Promise<Result<CpuRuntime>> | null = null;
  #isTelling = false;

  constructor(platform: RunnerPlatform) {
    this.#platform = platform;
    this.#firmware = new RunnerFirmware(platform);
    this.#model = new RunnerModel(platform);
    this.#devices = new RunnerDevices({
      platform,
      firmware: this.#firmware,
      cpuRuntime: () => this.#cpuRuntime(),
      onChange: () => {
        this.#tellSoon();
      },
    });
  }

  async watch(
    environment: RunnerEnvironment,
    listener: (situation: RunnerSituation) => void,
  ): Promise<Result<null>> {
    this.#environment = environment;
    this.#listener = listener;
    const listed = await this.#devices.refresh();
    this.#note(listed);
    this.#tell();
    return listed;
  }

  async connect(deviceId: string | null): Promise<Result<null>> {
    const taken = await this.#devices.takePicked(deviceId);
    await this.#lookForFirmware();
    const opened = await this.#devices.openAll();
    return this.#settle(taken.ok ? opened : taken);
  }

  async lookAgain(): Promise<Result<null>> {
    const looked = await this.#devices.refresh();
    this.#tellSoon();
    return looked;
  }

  async addVirtual(specs: readonly DeviceSpec[], isBoot: boolean): Promise<Result<null>> {
    return this.#settle(await this.#devices.addVirtual(specs, isBoot));
  }

  addCpu(count: number): Promise<Result<null>> {
    return Promise.resolve(this.#settle(this.#devices.addCpu(count)));
  }

  async prepare(deviceId: string): Promise<Result<null>> {
    await this.#lookForFirmware();
    return this.#settle(await this.#devices.prepare(deviceId));
  }

  async remove(deviceId: string): Promise<Result<null>> {
    return this.#settle(await this.#devices.remove(deviceId));
  }

  async setPlugged(deviceId: string, isPlugged: boolean): Promise<Result<null>> {
    return this.#settle(await this.#devices.setPlugged(deviceId, isPlugged));
  }

  async identify(deviceId: string): Promise<Result<null>> {
    if (this.#running !== null) return fail(BUSY);
    await this.#devices.refresh();
    const entry = this.#devices.find(deviceId);
    if (!entry.ok) return entry;
    return this.#settle(await entry.value.identify(IDENTIFY_MS));
  }

  async useFirmware(name: string, file: Blob): Promise<Result<FirmwareImage>> {
    return this.#settle(await this.#firmware.use(name, file));
  }

  async useStandInFirmware(): Promise<Result<FirmwareImage>> {
    return this.#settle(await this.#firmware.useStandIn());
  }

  forgetFirmware(): Promise<Result<null>> {
    this.#firmware.forget();
    return Promise.resolve(this.#settle(ok(null)));
  }

  matchCompiled(
    query: ModelQuery,
    files: readonly CompiledFile[],
  ): Promise<Result<CompiledMatchReport>> {
    return this.#model.match(query, files);
  }

  async run(job: RunJob, listener: RunListener): Promise<Result<RunReport>> {
    if (this.#running !== null) return fail(BUSY);
    const controller = new AbortController();
    this.#running = controller;
    const environment = {
      ...{ devices: this.#devices, model: this.#model },
      cpuRuntime: () => this.#cpuRuntime(),
      now: () => this.#platform.now(),
      isStandInUsb: this.#platform.isStandInUsb,
    };
    try {
      // A permission may have been withdrawn since: the row says so rather than the first transfer that fails.
      await this.#devices.refresh();
      const run = new JobRun(job, listener, { environment, signal: controller.signal });
      const report = await run.run();
      this.#dropDeadInterpreter(report);
      return this.#settle(report);
    } finally {
      this.#running = null;
    }
  }

  cancel(): Promise<Result<null>> {
    this.#running?.abort();
    return Promise.resolve(ok(null));
  }

  async release(): Promise<Result<null>> {
    this.#running?.abort();
    await this.#devices.close();
    return ok(null);
  }

  forgetModel(): Promise<Result<null>> {
    this.#model.forget();
    return Promise.resolve(ok(null));
  }

  /** An image beside the page is asked for only once an accelerator wants one. */
  async #lookForFirmware(): Promise<void> {
    const wants = this.#devices
      .describe()
      .some(({ state, id }) => state === 'needs-firmware' && id.startsWith('coral'));
    if (wants) await this.#firmware.lookForHosted(this.#environment.firmwareUrl);
  }

  #cpuRuntime(): Promise<Result<CpuRuntime>> {
    this.#cpu ??= this.#platform.startCpu().then((started) => {
      if (!started.ok) this.#cpu = null;
      return started;
    });
    return this.#cpu;
  }

  /** An interpreter that ran out of memory or crashed does not come back; the next run starts another. */
  #dropDeadInterpreter(report: Result<RunReport>): void {
    const failure = report.ok ? report.value.failure : report.failure;
    if (failure?.code === 'cpu/crashed' || failure?.code === 'cpu/out-of-memory') this.#cpu = null;
  }

  #settle<T>(result: Result<T>): Result<T> {
    this.#note(result);
    this.#tellSoon();
    return result;
  }

  #note(result: Result<unknown>): void {
    this.#lastFailure = result.ok ? null : result.failure;
  }

  #tellSoon(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    const isRunning = this.#running !== null;
    void this.#platform.pause(isRunning ? SITUATION_INTERVAL_MS : 0).then(() => {
      this.#isTelling = false;
      this.#tell();
    });
  }

  #tell(): void {
    const { isSecureContext, hasWebUsb } = this.#environment;
    this.#listener?.({
      devices: this.#devices.describe(),
      checks: preflight({
        ...{ isSecureContext, hasWebUsb, os: this.#platform.os },
        devices: this.#devices.usbDevices,
        hasFirmware: this.#firmware.bytesFor(this.#platform.isStandInUsb) !== null,
        lastFailure: this.#lastFailure,
      }),
      firmware: this.#firmware.image,
    });
  }
}

const BUSY: Failure = {
  code: 'bench/busy',
  message: 'A run is under way.',
  hint: 'Wait for its end, or cancel it.',
};
