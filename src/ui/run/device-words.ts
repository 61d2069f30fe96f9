// Words for the state of a device in its row. Pure.
import { formatPercent } from '../../base/index.ts';
import { LINK_WORDS } from '../../edgetpu/index.ts';
import type { AcceleratorKind, RunnerDevice } from './run-contract.ts';

/** "ready", "needs firmware", "taking firmware, 42 %". */
export function stateWords({ state, progress, failure }: RunnerDevice): string {
  switch (state) {
    case 'needs-firmware':
      return 'needs firmware';
    case 'loading-firmware': {
      const share =
        progress === null || progress.total === 0
          ? ''
          : `, ${formatPercent(progress.done / progress.total)}`;
      return `taking firmware${share}`;
    }
    case 'needs-permission':
      // It came back from its firmware as another device, or was taken away from this page.
      return failure === null ? 'to be allowed again' : 'not allowed';
    case 'identifying':
      return 'at work, look for its light';
    case 'opening':
    case 'ready':
    case 'running':
    case 'lost':
    case 'failed':
      return state;
  }
}

/** How the device is connected: "USB 3"; a CPU is not. */
export function linkWords({ link, kind }: RunnerDevice): string {
  if (kind === 'cpu') return 'this computer';
  if (link === null) return '–';
  return LINK_WORDS[link];
}

/** What the row says below itself; null where there is nothing to say. */
export function rowRemark(device: RunnerDevice): string | null {
  const { failure, warnings, needsReplug, state } = device;
  if (state === 'needs-permission' && failure === null) {
    return 'It took its firmware and came back as another USB device. Choose Connect and pick it once more.';
  }
  if (state === 'lost' && device.id.startsWith('virtual')) {
    return 'It was unplugged, and lost what it had loaded. Choose Plug in.';
  }
  if (failure !== null && ['failed', 'lost', 'needs-permission'].includes(state)) {
    const hint = needsReplug && state === 'failed' ? REPLUG : (failure.hint ?? '');
    return `${failure.message} ${hint}`.trim();
  }
  return warnings.length === 0 ? null : warnings.join(' ');
}

const REPLUG = 'Unplug it, wait a second, plug it in again, then choose Connect.';

export const KIND_WORDS: Readonly<Record<AcceleratorKind, string>> = {
  coral: 'Accelerators on USB',
  virtual: 'Virtual accelerators',
  cpu: "This computer's CPU",
};
