import { fail, ok } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { MAX_DEVICE_COUNT, runStrategy } from '../partition/index.ts';
import type { Plan } from '../partition/index.ts';
import type { PlannableModel } from './planning.ts';
import type { SetUp } from './set-up.ts';

/** What `--devices auto` came to. */
export interface AutoChoice {
  readonly devices: readonly DeviceSpec[];
  /** Streamed bytes that more on-chip memory could save, at this number; 0 = no host memory used. */
  readonly avoidableBytes: number;
}

/** The fewest devices, up to 16, with nothing avoidable streamed under `balanced`; else the least streamed. */
export function chooseDevices(
  { graph, costs }: Pick<PlannableModel, 'graph' | 'costs'>,
  setUp: SetUp,
): Result<AutoChoice> {
  let best: AutoChoice | null = null;
  let failure: Failure | null = null;
  for (let count = 1; count <= MAX_DEVICE_COUNT; count++) {
    const devices = setUp.devicesFor(count);
    const plan = runStrategy('balanced', { graph, costs, devices, batch: setUp.batch });
    if (!plan.ok) {
      failure ??= plan.failure;
      continue;
    }
    const avoidableBytes = avoidableOf(plan.value);
    if (best === null || avoidableBytes < best.avoidableBytes) best = { devices, avoidableBytes };
    if (avoidableBytes === 0) break;
  }
  if (best !== null) return ok(best);
  return fail(
    failure ?? { code: 'partition/no-devices', message: 'There is no device to plan for.' },
  );
}

function avoidableOf(plan: Plan): number {
  return plan.segments.reduce((sum, segment) => sum + segment.avoidableBytes, 0);
}
