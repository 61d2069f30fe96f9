// `devices: auto`: the fewest devices, up to 16, with nothing avoidable streamed under `balanced`; if none suffices, the
// number with the least. The plans it looks at are points of the throughput curve too, so none is made twice.
import type { AppContext } from './context.ts';
import type { CurveRequest } from './curve-filling.ts';
import type { PlanCache } from './plan-cache.ts';
import { jobFor, unlessAborted } from './plan-jobs.ts';
import { MAX_DEVICES, withDeviceCount } from './set-up.ts';
import type { AutoChoice } from './types.ts';

/** The choice, or null when it was cancelled or no number of devices has a plan. */
export async function chooseDeviceCount(
  { client }: AppContext,
  cache: PlanCache,
  { model, setUp, signal }: CurveRequest,
): Promise<AutoChoice | null> {
  let best: AutoChoice | null = null;
  for (let deviceCount = 1; deviceCount <= MAX_DEVICES; deviceCount++) {
    const job = jobFor('balanced', withDeviceCount(setUp, deviceCount));
    const result =
      cache.get(model.sha256, job) ?? (await unlessAborted(client.plan(job, { signal })));
    if (result === null || signal.aborted) return null;
    cache.set(model.sha256, job, result);
    if (!result.ok) continue;
    const avoidableBytes = result.value.segments.reduce(
      (sum, segment) => sum + segment.avoidableBytes,
      0,
    );
    if (best === null || avoidableBytes < best.avoidableBytes) {
      best = { deviceCount, avoidableBytes };
    }
    if (avoidableBytes === 0) break;
  }
  return best;
}
