import type { RunControl } from '../../app/index.ts';
import type { AppState } from '../contract.ts';

type RunState = RunControl['store']['state'];

/**
 * What a reload would break off, in the person's words; null when nothing is under way. `run` is null until the Run view
 * has been shown. Figures that a new visit computes again by itself do not count.
 */
export function busyWith(state: AppState, run: RunState | null): string | null {
  if (run?.activity.kind === 'running') return 'run';
  // An accelerator that loses the page half-way through its firmware has to be unplugged.
  if (run?.situation.devices.some((device) => device.state === 'loading-firmware') === true) {
    return 'firmware transfer';
  }
  if (state.verify.kind === 'running') return 'verification';
  if (state.download.bundle.kind === 'running') return 'download';
  if (state.opening.kind === 'running') return 'opening of the model';
  return state.strategies.some((row) => row.state.kind === 'running') ? 'search' : null;
}
