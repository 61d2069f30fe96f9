// The page of the USB benchmark: Reef's runtime on the browser's own WebUSB, and the same transfers with nothing around
// them. Both on one opened accelerator, in turn.
import { unwrap } from '../src/base/index.ts';
import { fastOptions, openAccelerator } from '../src/runtime/index.ts';
import { BROWSER_POLICY, prepareDevice } from '../src/usb/index.ts';
import { withOwn } from './with-own.ts';

export interface UsbTimes {
  /** Bytes of one inference that went each way. */
  readonly outBytes: number;
  readonly inBytes: number;
  /** Milliseconds per inference, pass by pass. */
  readonly reefMs: readonly number[];
  readonly bareMs: readonly number[];
}

declare global {
  interface Window {
    /** Measures with the compiled package that stands at `packageUrl`. */
    measureUsb: (packageUrl: string, passes: number, inferences: number) => Promise<UsbTimes>;
  }
}

const OUTPUT_ENDPOINT = 1;
const EVENT_ENDPOINT = 2;
/** As many as the runtime keeps under way. */
const OUT_IN_FLIGHT = 4;
const READS_IN_FLIGHT = 8;
const WARM_UP = 5;
/** As a run has it: the next inference starts while the outputs of the last are taken out. */
const INFERENCES_AHEAD = 2;

/** Hands everything on, notes the transfers of an inference, and can do them again by itself. */
class Recorder {
  readonly device: USBDevice;
  readonly #real: USBDevice;
  readonly out: Uint8Array<ArrayBuffer>[] = [];
  readonly reads: number[] = [];
  isRecording = false;
  readonly #eventReads: ((result: USBInTransferResult) => void)[] = [];
  #onBareEvent: (() => void) | null = null;

  constructor(real: USBDevice) {
    this.#real = real;
    this.device = withOwn(real, {
      transferOut: (endpoint, data) => {
        if (this.isRecording) this.out.push(copyOf(data));
        return real.transferOut(endpoint, data);
      },
      transferIn: (endpoint, length) => {
        if (endpoint === EVENT_ENDPOINT) return this.#readEvent(length);
        if (this.isRecording && endpoint === OUTPUT_ENDPOINT) this.reads.push(length);
        return real.transferIn(endpoint, length);
      },
    });
  }

  /** The transfers of one inference, as many at once as the runtime has. */
  async replay(): Promise<void> {
    const done = new Promise<void>((resolve) => (this.#onBareEvent = resolve));
    await Promise.all([
      inFlight(this.out, OUT_IN_FLIGHT, (data) => this.#real.transferOut(OUTPUT_ENDPOINT, data)),
      inFlight(this.reads, READS_IN_FLIGHT, (length) =>
        this.#real.transferIn(OUTPUT_ENDPOINT, length),
      ),
      done,
    ]);
  }

  /** The runtime's reads of events stay posted, in their order; events of a replay are not for it. */
  #readEvent(length: number): Promise<USBInTransferResult> {
    return new Promise((settle, reject) => {
      this.#eventReads.push(settle);
      const post = (): void => {
        this.#real.transferIn(EVENT_ENDPOINT, length).then((result) => {
          const onBareEvent = this.#onBareEvent;
          if (onBareEvent === null) {
            this.#eventReads.shift()?.(result);
            return;
          }
          this.#onBareEvent = null;
          post();
          onBareEvent();
        }, reject);
      };
      post();
    });
  }
}

async function inFlight<T>(
  items: readonly T[],
  limit: number,
  start: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) await start(items[next++] as T);
  };
  await Promise.all(Array.from({ length: limit }, work));
}

function copyOf(data: BufferSource): Uint8Array<ArrayBuffer> {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
    : new Uint8Array(data).slice();
}

async function fetchBytes(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

/** `ahead` turns are under way at a time. */
async function timePerTurn(
  turns: number,
  work: () => Promise<unknown>,
  ahead = 1,
): Promise<number> {
  const startMs = performance.now();
  await inFlight(Array.from({ length: turns }), ahead, work);
  return (performance.now() - startMs) / turns;
}

window.measureUsb = async (packageUrl, passes, inferences) => {
  const [real] = await navigator.usb.getDevices();
  if (real === undefined) throw new Error('No accelerator is there.');
  const recorder = new Recorder(real);
  const outcome = unwrap(
    await prepareDevice(recorder.device, {
      policy: BROWSER_POLICY,
      firmware: null,
      findAgain: () => Promise.resolve(null),
    }),
  );
  if (outcome.kind !== 'ready') throw new Error('The accelerator did not stay.');
  const accelerator = unwrap(
    await openAccelerator({
      prepared: outcome.prepared,
      module: await WebAssembly.compile(await fetchBytes('/runtime.wasm')),
      options: { ...fastOptions(outcome.prepared.speed), allowsVirtualChip: true },
    }),
  );
  const model = unwrap(accelerator.load(await fetchBytes(packageUrl)));
  const inputs = model.inputBytes.map((bytes) => new Uint8Array(bytes));
  // As a run does: what the next stage has read goes back.
  const infer = async (): Promise<void> => {
    accelerator.reuse(unwrap(await accelerator.infer(model, inputs)).outputs);
  };
  await timePerTurn(WARM_UP, infer);
  recorder.isRecording = true;
  await infer();
  recorder.isRecording = false;
  await timePerTurn(WARM_UP, () => recorder.replay());
  const reefMs: number[] = [];
  const bareMs: number[] = [];
  for (let pass = 0; pass < passes; pass++) {
    reefMs.push(await timePerTurn(inferences, infer, INFERENCES_AHEAD));
    bareMs.push(await timePerTurn(inferences, () => recorder.replay()));
  }
  await accelerator.close();
  return {
    outBytes: recorder.out.reduce((sum, { byteLength }) => sum + byteLength, 0),
    inBytes: model.outputBytes.reduce((sum, bytes) => sum + bytes, 0),
    reefMs,
    bareMs,
  };
};
