// Discrete-event run of a batch through stages. A stage starts an inference when the device whose turn it is, is free
// and the inference waits at the head of the stage's queue; transfers take their bus in the order in which they ask.
//
//   queue ─▶ fixed ─▶ [bus] in ─▶ compute, streaming over [bus] ─▶ [bus] out ─▶ next queue (waits for room, in order)
//
// Inferences are dealt to a stage's devices in turn and leave it in order. One inference at a time on a device.
import { EventQueue } from './event-queue.ts';
import type { Action } from './event-queue.ts';
import type { SimulatedDevice, SimulatedStage, StageRun, TimelineEntry } from './types.ts';

/** Places between two stages where nothing else is said. */
export const DEFAULT_QUEUE_CAPACITY = 2;

/** Runs `batch` inferences, all waiting at the start, through `stages` (at least one, each with a device). */
export function runStages(
  stages: readonly SimulatedStage[],
  batch: number,
  queueCapacity: number,
): StageRun {
  return new PipelineRun(stages, batch, queueCapacity).run();
}

interface OpenEntry {
  readonly replica: number;
  readonly startMs: number;
  computeStartMs: number;
  outStartMs: number;
}

interface StageState {
  readonly stage: SimulatedStage;
  /** Inferences that have come into the queue, taken out of it, and left the stage: counts, because order is kept. */
  arrived: number;
  started: number;
  left: number;
  readonly isFree: boolean[];
  /** Finished inferences that wait for their turn or for room, with the time they finished. */
  readonly finishedAtMs: Map<number, number>;
  readonly open: Map<number, OpenEntry>;
  busWaitMs: number;
  blockedMs: number;
}

interface BusState {
  isTaken: boolean;
  busyMs: number;
  readonly waiting: Action[];
}

class PipelineRun {
  readonly #events = new EventQueue();
  readonly #stages: StageState[];
  readonly #buses = new Map<number, BusState>();
  readonly #timeline: TimelineEntry[] = [];
  readonly #queueCapacity: number;

  constructor(stages: readonly SimulatedStage[], batch: number, queueCapacity: number) {
    this.#queueCapacity = queueCapacity;
    this.#stages = stages.map((stage, index) => ({
      stage,
      arrived: index === 0 ? batch : 0,
      started: 0,
      left: 0,
      isFree: stage.devices.map(() => true),
      finishedAtMs: new Map<number, number>(),
      open: new Map<number, OpenEntry>(),
      busWaitMs: 0,
      blockedMs: 0,
    }));
    for (const { bus } of stages.flatMap((stage) => stage.devices)) {
      this.#buses.set(bus, { isTaken: false, busyMs: 0, waiting: [] });
    }
  }

  run(): StageRun {
    this.#startWhatCan(0);
    this.#events.run();
    this.#timeline.sort((a, b) => a.inference - b.inference || a.segmentIndex - b.segmentIndex);
    return {
      timeline: this.#timeline,
      buses: [...this.#buses]
        .map(([bus, { busyMs }]) => ({ bus, busyMs }))
        .sort((a, b) => a.bus - b.bus),
      busWaitMs: this.#stages.map((state) => state.busWaitMs),
      blockedMs: this.#stages.map((state) => state.blockedMs),
    };
  }

  #startWhatCan(stageIndex: number): void {
    const state = this.#stages[stageIndex];
    if (state === undefined) return;
    while (state.started < state.arrived) {
      const inference = state.started;
      const replica = inference % state.stage.devices.length;
      const device = state.stage.devices[replica];
      if (device === undefined || state.isFree[replica] !== true) return;
      state.isFree[replica] = false;
      state.started++;
      const startMs = this.#events.nowMs;
      state.open.set(inference, { replica, startMs, computeStartMs: startMs, outStartMs: startMs });
      this.#events.at(startMs + device.fixedMs, () => this.#readIn(stageIndex, inference, device));
      // A place in the queue before this stage has become free.
      this.#letLeave(stageIndex - 1);
    }
  }

  #readIn(stageIndex: number, inference: number, device: SimulatedDevice): void {
    this.#withBus(stageIndex, device.bus, device.inMs, () => {
      this.#after(device.inMs, () => {
        const entry = this.#stages[stageIndex]?.open.get(inference);
        if (entry !== undefined) entry.computeStartMs = this.#events.nowMs;
        this.#compute(stageIndex, inference, device);
      });
    });
  }

  #compute(stageIndex: number, inference: number, device: SimulatedDevice): void {
    // Parameters that wait for the bus delay the computation by as long as they wait.
    this.#withBus(stageIndex, device.bus, device.streamBusMs, () => {
      this.#after(device.busyMs, () => {
        const entry = this.#stages[stageIndex]?.open.get(inference);
        if (entry !== undefined) entry.outStartMs = this.#events.nowMs;
        this.#readOut(stageIndex, inference, device);
      });
    });
  }

  #readOut(stageIndex: number, inference: number, device: SimulatedDevice): void {
    this.#withBus(stageIndex, device.bus, device.outBusMs, () => {
      this.#after(device.outMs, () => this.#finish(stageIndex, inference));
    });
  }

  #finish(stageIndex: number, inference: number): void {
    const state = this.#stages[stageIndex];
    const entry = state?.open.get(inference);
    if (state === undefined || entry === undefined) return;
    const { replica, startMs, computeStartMs, outStartMs } = entry;
    const endMs = this.#events.nowMs;
    this.#timeline.push({
      inference,
      segmentIndex: stageIndex,
      replica,
      startMs,
      computeStartMs,
      outStartMs,
      endMs,
    });
    state.open.delete(inference);
    state.finishedAtMs.set(inference, endMs);
    this.#letLeave(stageIndex);
  }

  /** Hands finished inferences on, in order, while the next queue has room; their devices become free. */
  #letLeave(stageIndex: number): void {
    const state = this.#stages[stageIndex];
    if (state === undefined) return;
    const next = this.#stages[stageIndex + 1];
    for (;;) {
      const inference = state.left;
      const finishedAtMs = state.finishedAtMs.get(inference);
      const isFull = next !== undefined && next.arrived - next.started >= this.#queueCapacity;
      if (finishedAtMs === undefined || isFull) return;
      state.finishedAtMs.delete(inference);
      state.left++;
      state.blockedMs += this.#events.nowMs - finishedAtMs;
      state.isFree[inference % state.stage.devices.length] = true;
      if (next !== undefined) next.arrived++;
      // The thread that hands a result on is awake and asks for its next transfer before the one that it wakes.
      this.#startWhatCan(stageIndex);
      this.#startWhatCan(stageIndex + 1);
    }
  }

  #after(delayMs: number, action: Action): void {
    this.#events.at(this.#events.nowMs + delayMs, action);
  }

  /** Begins `action` with the bus in hand, first come first served, and lets go of it after `holdMs`. */
  #withBus(stageIndex: number, busNumber: number, holdMs: number, action: Action): void {
    const bus = this.#buses.get(busNumber);
    if (bus === undefined || holdMs <= 0) {
      action();
      return;
    }
    const askedAtMs = this.#events.nowMs;
    const take = (): void => {
      const state = this.#stages[stageIndex];
      if (state !== undefined) state.busWaitMs += this.#events.nowMs - askedAtMs;
      bus.isTaken = true;
      bus.busyMs += holdMs;
      // Planned before the action, so that who waits is served before the same device asks again.
      this.#after(holdMs, () => {
        bus.isTaken = false;
        bus.waiting.shift()?.();
      });
      action();
    };
    if (bus.isTaken) bus.waiting.push(take);
    else take();
  }
}
