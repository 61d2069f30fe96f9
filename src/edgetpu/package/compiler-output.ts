// What `edgetpu_compiler` prints, read tolerantly: versions differ in wording and order, so a line is taken where it is
// recognised and ignored where it is not (edgetpu-compiler.md j).

/** One compiled file, or one segment of a split, as the compiler reports it. Sizes are rounded by the compiler. */
export interface CompilerReport {
  readonly inputName: string;
  readonly outputName: string | null;
  /** Bytes of parameters kept on the chip. */
  readonly cachedBytes: number | null;
  /** Bytes still free on the chip after that; versions up to 2.x print what was free before, see `totalCacheBytes`. */
  readonly remainingBytes: number | null;
  /** Bytes streamed at every inference. */
  readonly streamedBytes: number | null;
  /** What is available for parameters in all: kept plus remaining. */
  readonly totalCacheBytes: number | null;
  readonly subgraphCount: number | null;
  readonly operatorCount: number | null;
  readonly edgeTpuOperatorCount: number | null;
  readonly cpuOperatorCount: number;
  readonly logName: string | null;
}

export interface CompilerOutput {
  /** `16.0.384591198`; null where no version line was found. */
  readonly version: string | null;
  readonly reports: readonly CompilerReport[];
  readonly warnings: readonly string[];
  /** Why it failed, in its own words; null when every report stands complete and nothing says "failed". */
  readonly failureReason: string | null;
}

interface MutableReport {
  inputName: string;
  outputName: string | null;
  cachedBytes: number | null;
  remainingBytes: number | null;
  availableBytes: number | null;
  streamedBytes: number | null;
  subgraphCount: number | null;
  operatorCount: number | null;
  edgeTpuOperatorCount: number | null;
  cpuOperatorCount: number;
  logName: string | null;
}

type LineRule = readonly [pattern: RegExp, take: (report: MutableReport, value: string) => void];

/** What each recognised line says. */
const LINES: readonly LineRule[] = [
  [/^Output model:\s*(.+)$/i, (r, v) => (r.outputName = v)],
  [/^On-chip memory used for caching.*?:\s*(\S+)$/i, (r, v) => (r.cachedBytes = readSize(v))],
  [
    /^On-chip memory remaining for caching.*?:\s*(\S+)$/i,
    (r, v) => (r.remainingBytes = readSize(v)),
  ],
  [
    /^On-chip memory available for caching.*?:\s*(\S+)$/i,
    (r, v) => (r.availableBytes = readSize(v)),
  ],
  [/^Off-chip memory used for streaming.*?:\s*(\S+)$/i, (r, v) => (r.streamedBytes = readSize(v))],
  [/^Number of Edge TPU subgraphs:\s*(\d+)/i, (r, v) => (r.subgraphCount = Number(v))],
  [/^Total number of operations:\s*(\d+)/i, (r, v) => (r.operatorCount = Number(v))],
  [
    /^Number of operations that will run on Edge TPU:\s*(\d+)/i,
    (r, v) => (r.edgeTpuOperatorCount = Number(v)),
  ],
  [
    /^Number of operations that will run on CPU:\s*(\d+)/i,
    (r, v) => (r.cpuOperatorCount = Number(v)),
  ],
  [/^Operation log:\s*(.+)$/i, (r, v) => (r.logName = v)],
];

/** Reads standard output and standard error of the compiler, joined. Never fails: what is not there stays null. */
export function readCompilerOutput(text: string): CompilerOutput {
  const reports: MutableReport[] = [];
  const warnings: string[] = [];
  const failures: string[] = [];
  let version: string | null = null;
  for (const line of text.split(/\r?\n/).map((raw) => raw.trim())) {
    version ??= /^Edge TPU Compiler version\s+(\S+)/i.exec(line)?.[1] ?? null;
    const input = /^Input model:\s*(.+)$/i.exec(line)?.[1];
    if (input !== undefined) reports.push(emptyReport(input));
    if (/^Warning:/i.test(line)) warnings.push(line.replace(/^Warning:\s*/i, ''));
    if (isFailureLine(line)) failures.push(line.replace(/^ERROR:\s*/i, ''));
    const report = reports.at(-1);
    if (report) takeLine(report, line);
  }
  return {
    version,
    reports: reports.map(finishReport),
    warnings,
    failureReason: failures.length
      ? summarise(failures)
      : reports.length
        ? null
        : silentFailure(version),
  };
}

/** A size as the compiler prints it: `4.21MiB`, `0.00B`; null when it is none. Rounded to whole bytes. */
export function readSize(text: string): number | null {
  const match = /^([\d.]+)\s*(B|KiB|MiB|GiB)$/i.exec(text.trim());
  if (!match?.[1] || !match[2]) return null;
  const factor = { b: 1, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 }[match[2].toLowerCase()] ?? 1;
  const value = Number(match[1]) * factor;
  return Number.isFinite(value) ? Math.round(value) : null;
}

function takeLine(report: MutableReport, line: string): void {
  for (const [pattern, take] of LINES) {
    const value = pattern.exec(line)?.[1];
    if (value !== undefined) return take(report, value.trim());
  }
}

function isFailureLine(line: string): boolean {
  return /^ERROR:|Compilation failed|Internal compiler error|^Segmentation fault|^Aborted/i.test(
    line,
  );
}

/** The compiler repeats itself; the line with the most to say is the reason. */
function summarise(failures: readonly string[]): string {
  const telling = failures.filter((line) => !/^Compilation failed!?\s*$/i.test(line));
  const stated = telling.find((line) => /^Compilation failed:/i.test(line));
  const reason = stated ?? telling[0] ?? 'Compilation failed';
  return reason.replace(/^(Compilation failed:\s*)+/i, '').replace(/[.!]*\s*$/, '');
}

function silentFailure(version: string | null): string {
  return version === null
    ? 'this is not the output of edgetpu_compiler'
    : 'it stopped without a word after its version line (it crashed)';
}

function emptyReport(inputName: string): MutableReport {
  return {
    inputName: inputName.trim(),
    outputName: null,
    cachedBytes: null,
    remainingBytes: null,
    availableBytes: null,
    streamedBytes: null,
    subgraphCount: null,
    operatorCount: null,
    edgeTpuOperatorCount: null,
    cpuOperatorCount: 0,
    logName: null,
  };
}

function finishReport({ availableBytes, ...report }: MutableReport): CompilerReport {
  const remaining =
    report.remainingBytes ??
    (availableBytes === null || report.cachedBytes === null
      ? null
      : Math.max(0, availableBytes - report.cachedBytes));
  return {
    ...report,
    remainingBytes: remaining,
    totalCacheBytes:
      availableBytes ??
      (report.cachedBytes === null || remaining === null ? null : report.cachedBytes + remaining),
    edgeTpuOperatorCount:
      report.edgeTpuOperatorCount ??
      (report.operatorCount === null ? null : report.operatorCount - report.cpuOperatorCount),
  };
}
