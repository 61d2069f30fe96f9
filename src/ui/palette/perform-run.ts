// Commands on the Run view, through the same handlers as its buttons.
import type { App, RunControl } from '../../app/index.ts';
import { runHandlers } from '../run/run-connection.ts';
import { buildRunViewModel } from '../run/run-view-model.ts';
import type { RunReading } from './command-types.ts';
import type { RunIntent } from './perform.ts';

export function performRunIntent(kind: RunIntent, app: App, control: RunControl): void {
  const handlers = runHandlers(app, control);
  const view = buildRunViewModel(app.store.state, control.store.state);
  const count = Math.max(1, view?.missingCount ?? 1);
  switch (kind) {
    case 'run':
      if (view?.canRun === true) handlers['run-requested']({});
      return;
    case 'run-cancel':
      handlers['run-cancelled']({});
      return;
    case 'connect':
      handlers['connect-requested']({});
      return;
    case 'virtual':
      handlers['virtual-requested']({ count, isBoot: false });
      return;
    case 'cpu':
      handlers['cpu-requested']({ count });
      return;
  }
}

/** What commands need to know of the run; null while the Run view has not been opened. */
export function readRun(app: App): RunReading | null {
  const { control } = app.running;
  if (control === null) return null;
  const view = buildRunViewModel(app.store.state, control.store.state);
  if (view === null) return null;
  const { status, canRun, readiness } = view;
  const isRunning = status.kind === 'running';
  return {
    isRunning,
    obstacle: canRun ? null : obstacleOf(status.kind, readiness),
    inferences: view.setUp.inferences,
    progress: isRunning
      ? `${String(status.live.finished)} of ${String(status.live.inferences)}`
      : '',
    missingCount: view.missingCount,
  };
}

type StatusKind = NonNullable<ReturnType<typeof buildRunViewModel>>['status']['kind'];

function obstacleOf(kind: StatusKind, readiness: string | null): string {
  switch (kind) {
    case 'running':
      return 'A run is under way.';
    case 'no-plan':
      return 'There is no plan to run.';
    case 'needs-firmware':
      return 'The accelerators need firmware first.';
    case 'not-compiled':
      return 'Drop the compiled segments first.';
    case 'no-device':
    case 'too-few':
    case 'ready':
    case 'failed':
    case 'ended':
      return readiness ?? 'Connect or add devices first.';
  }
}
