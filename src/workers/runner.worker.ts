// The runner's thread: the service on the browser's own platform, exposed to runner-client.ts. Its USB comes in here and
// nowhere else; a test build (VITE_REEF_STAND_IN_USB=1) says that a stand-in is behind the browser's USB.
import { expose, transfer } from 'comlink';
import { allowOwnScripts, fail, ok, type Result } from '../base/index.ts';
import { createWebCpuRuntime } from '../cpu/web.ts';
import { loadRuntimeModule } from '../runtime/web.ts';
import { createWebSamplePlatform } from '../samples/web.ts';
import { KNOWN_FIRMWARE, platformSha256 } from '../usb/index.ts';
import type { RunnerApi, RunReport } from './runner-api.ts';
import { startCpuDevice } from './runner-cpu.ts';
import { osOf } from './runner-os.ts';
import { RunnerService } from './runner-service.ts';
import { standInRule } from './runner-stand-in.ts';
import './transfer.ts';

// It starts workers of its own: one for each device on the CPU.
allowOwnScripts(globalThis);

const isStandInUsb = import.meta.env['VITE_REEF_STAND_IN_USB'] === '1';

/** Puts a turn of the event loop between now and `action`; timers would be clamped to 4 ms. */
function makeDefer(): (action: () => void) => void {
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return (action) => {
    waiting.push(action);
    channel.port2.postMessage(null);
  };
}

const defer = makeDefer();

/** The smallest model that the vendor's compiler has seen; the build makes it an asset of the page's own origin. */
const BURST_MODEL_URL = new URL('../tflite/fixtures/bright_16x16_edgetpu.tflite', import.meta.url);

async function start(): Promise<RunnerService> {
  return new RunnerService({
    usb: (navigator as { usb?: USB }).usb,
    isStandInUsb,
    rules: isStandInUsb ? [...KNOWN_FIRMWARE, await standInRule(platformSha256)] : KNOWN_FIRMWARE,
    sha256: platformSha256,
    fetchFile: async (url) => {
      const response = await fetch(url).catch(() => null);
      return response?.ok === true ? new Uint8Array(await response.arrayBuffer()) : null;
    },
    samplesAt: createWebSamplePlatform,
    os: osOf(navigator),
    startCpu: createWebCpuRuntime,
    startCpuDevice,
    loadModule: loadRuntimeModule,
    loadBurstModel,
    defer,
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
    now: () => performance.now(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
}

async function loadBurstModel(): Promise<Result<Uint8Array>> {
  try {
    const response = await fetch(BURST_MODEL_URL);
    if (!response.ok) throw new Error(`HTTP status ${String(response.status)}`);
    return ok(new Uint8Array(await response.arrayBuffer()));
  } catch (error) {
    return fail({
      code: 'app/not-loaded',
      message: 'The small model that makes an accelerator work could not be loaded from this site.',
      hint: 'Check the connection and try again.',
      details: { text: String(error) },
    });
  }
}

const service = start();

/** Kept outputs cross by transfer: nobody here needs them any more. */
function handOver(report: Result<RunReport>): Result<RunReport> {
  if (!report.ok) return report;
  return transfer(
    report,
    report.value.outputs.map(({ bytes }) => bytes.buffer as ArrayBuffer),
  );
}

const api: RunnerApi = {
  watch: async (environment, listener) => (await service).watch(environment, listener),
  connect: async (deviceId) => (await service).connect(deviceId),
  lookAgain: async () => (await service).lookAgain(),
  addVirtual: async (specs, isBoot) => (await service).addVirtual(specs, isBoot),
  addCpu: async (count) => (await service).addCpu(count),
  prepare: async (deviceId) => (await service).prepare(deviceId),
  remove: async (deviceId) => (await service).remove(deviceId),
  setPlugged: async (deviceId, isPlugged) => (await service).setPlugged(deviceId, isPlugged),
  identify: async (deviceId) => (await service).identify(deviceId),
  useFirmware: async (name, file) => (await service).useFirmware(name, file),
  useStandInFirmware: async () => (await service).useStandInFirmware(),
  forgetFirmware: async () => (await service).forgetFirmware(),
  matchCompiled: async (query, files) => (await service).matchCompiled(query, files),
  run: async (job, listener) => handOver(await (await service).run(job, listener)),
  cancel: async () => (await service).cancel(),
  release: async () => (await service).release(),
  forgetModel: async () => (await service).forgetModel(),
};

expose(api);
