// How many devices? The fewest on which nothing streams that a better cut could save, and the throughput of every
// strategy over 1 … 16 devices, so that the person can choose otherwise.
import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { runStrategy } from './registry.ts';
import { CANCELLED, MAX_DEVICE_COUNT } from './request-checks.ts';
import type { Plan, PlanContext, PlanRequest, StrategyName } from './types.ts';

/** A request that leaves open how many devices there are. */
export type OpenRequest = Omit<PlanRequest, 'devices' | 'manual'>;

/** The devices of a set-up of `count` devices. */
export type MakeDevices = (count: number) => readonly DeviceSpec[];

/** Devices that are all alike, with a port each or all on one bus. */
export function alikeDevices(
  device: Pick<DeviceSpec, 'link' | 'clock' | 'measuredRates'>,
  hasSharedBus = false,
): MakeDevices {
  return (count) =>
    Array.from({ length: count }, (_, index) => ({ ...device, bus: hasSharedBus ? 0 : index }));
}

export interface DeviceChoice {
  readonly deviceCount: number;
  readonly plan: Plan;
  /** Streamed bytes that a better cut could save; more than 0 where no number of devices suffices. */
  readonly avoidableBytes: number;
}

export interface ChoiceOptions {
  /** `balanced` where absent. */
  readonly strategy?: StrategyName;
  /** Devices to consider, at most 16 and 16 where absent. */
  readonly most?: number;
}

/**
 * The fewest devices for which the strategy's plan has no avoidable bytes; where no number suffices, the fewest with the
 * least of them. Fails as the strategy does where it has no plan for any number.
 */
export function chooseDevices(
  request: OpenRequest,
  makeDevices: MakeDevices,
  options: ChoiceOptions = {},
  context: PlanContext = {},
): Result<DeviceChoice> {
  const { strategy = 'balanced', most = MAX_DEVICE_COUNT } = options;
  let best: DeviceChoice | null = null;
  let firstFailure: Result<DeviceChoice> | null = null;
  for (let deviceCount = 1; deviceCount <= Math.min(most, MAX_DEVICE_COUNT); deviceCount++) {
    if (context.isCancelled?.() === true) return fail(CANCELLED);
    context.onProgress?.({
      done: deviceCount - 1,
      total: most,
      label: 'Trying numbers of devices',
    });
    const result = runStrategy(
      strategy,
      { ...request, devices: makeDevices(deviceCount) },
      context,
    );
    if (!result.ok) {
      firstFailure ??= result;
      continue;
    }
    const avoidableBytes = avoidableBytesOf(result.value);
    if (best === null || avoidableBytes < best.avoidableBytes) {
      best = { deviceCount, plan: result.value, avoidableBytes };
    }
    if (avoidableBytes === 0) break;
  }
  return best === null ? (firstFailure ?? fail(CANCELLED)) : ok(best);
}

/** One strategy at one number of devices. */
export interface CurveEntry {
  readonly strategy: StrategyName;
  readonly deviceCount: number;
  /** The plan with its speed-ups, or the reason why there is none. */
  readonly result: Result<Plan>;
}

/** Plans of the strategies for 1 … `most` devices, numbers of devices in the outer order. */
export function throughputCurve(
  request: OpenRequest,
  makeDevices: MakeDevices,
  {
    strategies,
    most = MAX_DEVICE_COUNT,
  }: { readonly strategies: readonly StrategyName[]; readonly most?: number },
  context: PlanContext = {},
): readonly CurveEntry[] {
  const entries: CurveEntry[] = [];
  for (let deviceCount = 1; deviceCount <= Math.min(most, MAX_DEVICE_COUNT); deviceCount++) {
    for (const strategy of strategies) {
      if (context.isCancelled?.() === true) return entries;
      const devices = makeDevices(deviceCount);
      entries.push({
        strategy,
        deviceCount,
        result: runStrategy(strategy, { ...request, devices }, context),
      });
    }
  }
  return entries;
}

function avoidableBytesOf(plan: Plan): number {
  return plan.segments.reduce((sum, segment) => sum + segment.avoidableBytes, 0);
}
