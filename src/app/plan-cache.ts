import type { Result } from '../base/index.ts';
import type { Plan } from '../partition/index.ts';
import type { PlanJob } from '../workers/planner-api.ts';

/** Plans kept; one is some kilobytes. Enough for a few models with their whole throughput curves. */
const CACHE_LIMIT = 600;

/**
 * Plans already made, keyed by the model's SHA-256 and the whole job: undo, another number of devices and the
 * throughput curve find what was computed before. The least recently used entry falls out.
 */
export class PlanCache {
  readonly #entries = new Map<string, Result<Plan>>();

  get(sha256: string, job: PlanJob): Result<Plan> | null {
    const key = keyOf(sha256, job);
    const found = this.#entries.get(key);
    if (found === undefined) return null;
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  set(sha256: string, job: PlanJob, result: Result<Plan>): void {
    // A worker that died may do better next time.
    if (!result.ok && result.failure.code.startsWith('app/')) return;
    this.#entries.set(keyOf(sha256, job), result);
    if (this.#entries.size <= CACHE_LIMIT) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  clear(): void {
    this.#entries.clear();
  }
}

function keyOf(sha256: string, job: PlanJob): string {
  const devices = job.devices.map(
    ({ link, clock, bus, measuredRates }) =>
      `${link} ${clock} ${String(bus)} ${measuredRates === undefined ? '' : JSON.stringify(measuredRates)}`,
  );
  const facts = job.facts === undefined ? '' : JSON.stringify(job.facts);
  return [sha256, job.strategy, job.batch, job.effort ?? '', facts, ...devices].join('\n');
}
