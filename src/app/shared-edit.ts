// From a link's result back to what a person sets. Pure.
import type { SharedResult } from '../share/index.ts';
import type { EditState } from './kept-session.ts';
import { MAX_BATCH } from './set-up.ts';
import type { SetUp } from './types.ts';

/** Devices, batch, strategy and, where they were a person's own, the cuts. */
export function editOfShared(result: SharedResult): Omit<EditState, 'source'> {
  const { devices, batch, plan, strategies } = result;
  const setUp: SetUp = {
    isAuto: false,
    devices: devices.map(({ link, clock, bus, rates }) => ({
      ...{ link, clock, bus },
      ...(rates === undefined ? {} : { measuredRates: rates }),
    })),
    batch: Math.min(batch, MAX_BATCH),
  };
  if (plan.strategy !== 'manual') return { setUp, chosenStrategy: plan.strategy, manual: null };
  // A link does not tell which strategy the person started from; the best that it knows is what they changed.
  const startedFrom = strategies.some((entry) => entry.strategy === 'optimal')
    ? 'optimal'
    : 'balanced';
  const cutAfterDepths = plan.cuts.map(({ afterDepth }) => afterDepth);
  return { setUp, chosenStrategy: 'manual', manual: { cutAfterDepths, startedFrom } };
}
