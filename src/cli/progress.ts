import type { OnProgress, Progress } from '../base/index.ts';
import type { Terminal } from './terminal.ts';

/** Nothing is shown of work that is done before this. */
const QUIET_MS = 700;
/** Between two updates on a terminal; in a log, where each is a line that stays. */
const TERMINAL_STEP_MS = 100;
const LOG_STEP_MS = 10_000;

/** Progress on stderr: one line that is rewritten on a terminal, else a line every ten seconds. */
export function createProgress(terminal: Terminal): {
  readonly onProgress: OnProgress;
  readonly clear: () => void;
} {
  const { isStderrTerminal, now } = terminal;
  const startMs = now();
  let lastMs = isStderrTerminal ? -Infinity : startMs;
  let isShown = false;
  const stepMs = isStderrTerminal ? TERMINAL_STEP_MS : LOG_STEP_MS;
  const onProgress = (progress: Progress): void => {
    const nowMs = now();
    if (nowMs - startMs < QUIET_MS || nowMs - lastMs < stepMs) return;
    lastMs = nowMs;
    const text = describeProgress(progress);
    if (isStderrTerminal) {
      isShown = true;
      terminal.stderr(`\r\u001b[K${text}`);
    } else {
      terminal.stderr(`${text}\n`);
    }
  };
  const clear = (): void => {
    if (isShown) terminal.stderr('\r\u001b[K');
    isShown = false;
  };
  return { onProgress, clear };
}

function describeProgress({ done, total, label }: Progress): string {
  if (total <= 0) return `${label} …`;
  return `${label} … ${String(Math.min(100, Math.floor((100 * done) / total)))} %`;
}
