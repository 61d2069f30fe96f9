// The chip behind its endpoints: takes payloads in the order of the running program's steps, computes, sends outputs and
// the completion event (edgetpu-usb.md 6 and 11.3), at the times of the performance model.
import type { LinkRates } from '../edgetpu/index.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { VirtualBus } from './bus.ts';
import type { VirtualClock } from './clock.ts';
import type { InEndpoint } from './endpoints.ts';
import type { DataFaults } from './faults.ts';
import type { DeviceProgram, ProgramLibrary, ProgramStep, ReceivedData } from './program.ts';
import type { RegisterFile } from './registers.ts';
import { StreamParser, TAG, type Payload } from './stream-parser.ts';

/** Bytes that a device takes while its program waits for something else; then it stops acknowledging (edgetpu-usb.md 10.1). */
const PROGRAM_BUFFER_BYTES = 49_152;
const EVENT_BYTES = 16;
/**
 * Thirty-two packets, as much as the host reads at a time; a multiple of every packet size, so that only the last piece
 * can end in a short packet.
 */
const OUTPUT_PIECE_BYTES = 32_768;

const STEP_TAG: Partial<Record<ProgramStep['kind'], number>> = {
  instructions: TAG.instructions,
  input: TAG.input,
  'scratch-in': TAG.input,
  parameters: TAG.parameters,
};

export interface DataPlanePorts {
  readonly outputs: InEndpoint;
  readonly events: InEndpoint;
  readonly registers: RegisterFile;
  readonly library: ProgramLibrary;
  readonly clock: VirtualClock;
  readonly bus: VirtualBus;
  readonly rates: LinkRates;
  readonly faults: DataFaults;
  /** Transfers go back there once nothing of them is needed. */
  readonly pool: BufferPool;
}

/** Bytes and times of the work so far, counted on the wire. */
export interface DataPlaneCounters {
  instructionBytes: number;
  inputBytes: number;
  parameterBytes: number;
  outputBytes: number;
  events: number;
}

interface Arrival {
  readonly bytes: Uint8Array;
  readonly accepted: () => void;
  offset: number;
}

interface RunningProgram {
  readonly program: DeviceProgram;
  readonly instructions: Payload[];
  readonly inputs: Payload[];
  readonly parameters: Payload[];
  stepIndex: number;
  streamedBytes: number;
  outputs: readonly Uint8Array[] | null;
  nextOutput: number;
  isBusy: boolean;
}

export class DataPlane {
  readonly counters: DataPlaneCounters = {
    instructionBytes: 0,
    inputBytes: 0,
    parameterBytes: 0,
    outputBytes: 0,
    events: 0,
  };
  readonly #ports: DataPlanePorts;
  readonly #parser = new StreamParser();
  readonly #arrivals: Arrival[] = [];
  readonly #waiting: Payload[] = [];
  readonly #cached = new Map<bigint, readonly Uint8Array[]>();
  #running: RunningProgram | null = null;
  #epoch = 0;

  constructor(ports: DataPlanePorts) {
    this.#ports = ports;
  }

  /** Bytes that arrived on endpoint 0x01; `accepted` is called when the device has acknowledged all of them. */
  receive(bytes: Uint8Array, accepted: () => void): void {
    this.#arrivals.push({ bytes, accepted, offset: 0 });
    this.#drain();
  }

  /** Reset, sleep or power loss: programs, buffers and parameters are gone, transfers in progress stay unanswered. */
  clear(): void {
    this.#epoch++;
    this.#parser.reset();
    this.#arrivals.length = 0;
    this.#waiting.length = 0;
    this.#cached.clear();
    this.#running = null;
    this.#ports.outputs.flush();
    this.#ports.events.flush();
  }

  #drain(): void {
    while (this.#arrivals.length > 0 && this.#isAccepting()) {
      const [arrival] = this.#arrivals;
      if (!arrival) return;
      const taken = this.#parser.take(arrival.bytes, arrival.offset);
      if (taken === null) return;
      arrival.offset += taken.used;
      if (arrival.offset === arrival.bytes.length) {
        this.#arrivals.shift();
        arrival.accepted();
      }
      if (taken.payload) this.#deliver(taken.payload);
    }
  }

  /** A chip that does not run, or whose program buffer is full with data for a later step, acknowledges nothing. */
  #isAccepting(): boolean {
    if (!this.#ports.registers.isRunning) return false;
    const current = this.#parser.inProgress;
    if (current !== null && current.tag === this.#wantedTag()) return true;
    const waitingBytes = this.#waiting.reduce((sum, payload) => sum + payload.length, 0);
    if (waitingBytes === 0 && this.#wantedTag() === null) return true;
    return waitingBytes + (current?.received ?? 0) < PROGRAM_BUFFER_BYTES;
  }

  /** Tag of the payload that the running program waits for; null when any will do. */
  #wantedTag(): number | null {
    const step = this.#running?.program.steps[this.#running.stepIndex];
    return step ? (STEP_TAG[step.kind] ?? null) : null;
  }

  #deliver(payload: Payload): void {
    this.#count(payload);
    this.#waiting.push(payload);
    this.#advance();
  }

  #count({ tag, length }: Payload): void {
    if (tag === TAG.instructions) this.counters.instructionBytes += length;
    if (tag === TAG.input) this.counters.inputBytes += length;
    if (tag === TAG.parameters) this.counters.parameterBytes += length;
  }

  /** Goes through the running program's steps as far as the data at hand allows. */
  #advance(): void {
    for (;;) {
      this.#running ??= this.#startProgram();
      const running = this.#running;
      if (running === null || running.isBusy) return;
      const step = running.program.steps[running.stepIndex];
      if (step === undefined) {
        this.#finishProgram(running);
        continue;
      }
      if (!this.#takeStep(running, step)) return;
    }
  }

  /** True when the step is done and the next may be looked at; false when it waits. */
  #takeStep(running: RunningProgram, step: ProgramStep): boolean {
    const tag = STEP_TAG[step.kind];
    if (tag === undefined) {
      this.#emit(running, step);
      return false;
    }
    const position = this.#waiting.findIndex((payload) => payload.tag === tag);
    const payload = this.#waiting[position];
    if (payload === undefined) return false;
    this.#waiting.splice(position, 1);
    if (step.kind === 'instructions') running.instructions.push(payload);
    if (step.kind === 'input') running.inputs.push(payload);
    if (step.kind === 'parameters') {
      running.parameters.push(payload);
      running.streamedBytes += payload.length;
    }
    running.stepIndex++;
    this.#announce(step);
    return true;
  }

  /** Looks at the first waiting instruction chunk; one that nobody knows is swallowed, as a program that never ends is. */
  #startProgram(): RunningProgram | null {
    const [first] = this.#waiting;
    if (first === undefined || first.tag !== TAG.instructions) return null;
    const program = this.#ports.library.identify(first.bytes);
    if (program === null) {
      this.#waiting.shift();
      return null;
    }
    return newRun(program);
  }

  #emit(running: RunningProgram, step: ProgramStep): void {
    running.isBusy = true;
    const next = (): void => {
      running.isBusy = false;
      running.stepIndex++;
      this.#advance();
      this.#drain();
    };
    if (step.kind === 'interrupt') {
      this.#whenComputed(running, () => {
        this.#sendEvent(step.line);
        next();
      });
      return;
    }
    if (step.kind === 'scratch-out') {
      this.#send(new Uint8Array(step.bytes), next);
      return;
    }
    this.#whenComputed(running, (outputs) => {
      const bytes =
        outputs[running.nextOutput++] ?? new Uint8Array(step.kind === 'output' ? step.bytes : 0);
      this.#send(bytes, next);
    });
  }

  /** Calls `then` when the computation's time is over and, where it is really done, its result is there. */
  #whenComputed(running: RunningProgram, then: (outputs: readonly Uint8Array[]) => void): void {
    if (running.outputs !== null) {
      then(running.outputs);
      return;
    }
    const { program } = running;
    const received = this.#received(running);
    const rate = this.#ports.rates.inBytesPerMs;
    const streamMs = (program.passes * running.streamedBytes) / rate;
    const computeMs =
      program.kind === 'execution' ? program.computeMs(received, this.#ports.registers.coreMhz) : 0;
    const longer = Math.max(computeMs, streamMs);
    const bodyMs = longer + program.overlapShare * Math.min(computeMs, streamMs);
    const isExecution = program.kind === 'execution';
    const onWireMs = isExecution ? running.streamedBytes / rate : bodyMs;
    // The fixed cost of an invocation counts once its data is there, so that sending the data does not hide it.
    const fixedMs = isExecution ? this.#ports.rates.fixedMs : 0;
    const epoch = this.#epoch;
    const release = this.#ports.clock.hold();
    const dueMs = this.#ports.clock.now() + fixedMs + Math.max(0, bodyMs - onWireMs);
    void program
      .run(received)
      .catch(() => [])
      .then((outputs) => {
        if (epoch === this.#epoch) {
          this.#ports.clock.at(dueMs, () => {
            if (epoch !== this.#epoch) return;
            running.outputs = outputs;
            then(outputs);
          });
        }
        release();
      });
  }

  #received(running: RunningProgram): ReceivedData {
    const { program, instructions, inputs, parameters } = running;
    // Put together only where the program looks at them: one that follows the protocol alone does not.
    return {
      get instructions() {
        return instructions.map(({ bytes }) => bytes);
      },
      get inputs() {
        return inputs.map(({ bytes }) => bytes);
      },
      get parameters() {
        return parameters.map(({ bytes }) => bytes);
      },
      cachedParameters: this.#cached.get(program.token) ?? [],
    };
  }

  #finishProgram(running: RunningProgram): void {
    const { program, instructions, inputs, parameters } = running;
    const isCaching = program.kind === 'parameter-caching';
    if (isCaching) {
      this.#cached.set(
        program.token,
        parameters.map(({ bytes }) => bytes),
      );
    }
    for (const used of [instructions, inputs, isCaching ? [] : parameters]) {
      for (const payload of used) payload.release(this.#ports.pool);
    }
    this.#running = null;
  }

  /** Puts an output on the wire piece by piece, so that the host sees it arrive and not appear. */
  #send(bytes: Uint8Array, then: () => void): void {
    const sent = this.#ports.faults.alterOutput(bytes);
    this.counters.outputBytes += sent.length;
    const epoch = this.#epoch;
    const sendFrom = (offset: number): void => {
      const piece = sent.subarray(offset, offset + OUTPUT_PIECE_BYTES);
      this.#ports.bus.carry(piece.length / this.#ports.rates.outBytesPerMs, () => {
        if (epoch !== this.#epoch) return;
        this.#ports.outputs.send(piece, this.#ports.registers.outfeedChunkBytes);
        const next = offset + OUTPUT_PIECE_BYTES;
        if (next < sent.length) sendFrom(next);
        else then();
      });
    };
    sendFrom(0);
  }

  #sendEvent(line: number): void {
    const event = new Uint8Array(EVENT_BYTES);
    event[12] = TAG.interrupt0 + line;
    const sent = this.#ports.faults.alterEvent(event);
    if (sent === null) return;
    this.counters.events++;
    this.#ports.events.send(sent, sent.length);
  }

  /** With every transfer announced, the device also posts what it is about to take or send (edgetpu-usb.md 5.5). */
  #announce(step: ProgramStep): void {
    if (
      !this.#ports.registers.announcesTransfers ||
      step.kind === 'instructions' ||
      step.kind === 'interrupt'
    )
      return;
    const event = new Uint8Array(EVENT_BYTES);
    new DataView(event.buffer).setUint32(8, step.bytes, true);
    event[12] = STEP_TAG[step.kind] ?? TAG.output;
    this.#ports.events.send(event, event.length);
  }
}

function newRun(program: DeviceProgram): RunningProgram {
  return {
    program,
    instructions: [],
    inputs: [],
    parameters: [],
    stepIndex: 0,
    streamedBytes: 0,
    outputs: null,
    nextOutput: 0,
    isBusy: false,
  };
}
