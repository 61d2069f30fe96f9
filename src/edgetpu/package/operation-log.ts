// The `_edgetpu.log` that the compiler writes beside a compiled file: which operators map, and why the others do not.

export interface OperationLogEntry {
  /** Operator by its schema name. */
  readonly kind: string;
  readonly count: number;
  /** The compiler's words. */
  readonly status: string;
  readonly isMapped: boolean;
}

export interface OperationLog {
  readonly version: string | null;
  readonly inputName: string | null;
  readonly outputName: string | null;
  readonly entries: readonly OperationLogEntry[];
}

const MAPPED = /^Mapped to Edge TPU$/i;

/** Reads a log, or standard output printed with `-s`, which holds the same table. Unknown lines are passed over. */
export function readOperationLog(text: string): OperationLog {
  const lines = text.split(/\r?\n/);
  const first = (pattern: RegExp): string | null => {
    for (const line of lines) {
      const value = pattern.exec(line.trim())?.[1];
      if (value !== undefined) return value.trim();
    }
    return null;
  };
  return {
    version: first(/^Edge TPU Compiler version\s+(\S+)/i),
    inputName: first(/^Input(?: model)?:\s*(.+)$/i),
    outputName: first(/^Output(?: model)?:\s*(.+)$/i),
    entries: readTable(lines),
  };
}

/** True when the text looks like such a log. */
export function isOperationLog(text: string): boolean {
  return /^Operator\s+Count\s+Status\s*$/m.test(text);
}

function readTable(lines: readonly string[]): OperationLogEntry[] {
  const entries: OperationLogEntry[] = [];
  let isInside = false;
  for (const line of lines) {
    if (/^Operator\s+Count\s+Status\s*$/.test(line.trim())) {
      isInside = true;
      continue;
    }
    // Columns are 31 and 11 characters wide, but long operator names push them: split at the number instead.
    const match = isInside ? /^(\S+)\s+(\d+)\s+(\S.*?)\s*$/.exec(line) : null;
    if (match?.[1] && match[2] && match[3]) {
      const status = match[3];
      entries.push({
        kind: match[1],
        count: Number(match[2]),
        status,
        isMapped: MAPPED.test(status),
      });
    } else if (line.trim() !== '') {
      isInside = false;
    }
  }
  return entries;
}
