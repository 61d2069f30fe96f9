export interface TableSpec {
  /** Column heads; none for a plain list. */
  readonly head?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns (counted from 0) that hold numbers and stand at the right. */
  readonly numeric?: readonly number[];
}

const GAP = '  ';

/** Columns as wide as their widest cell, two spaces between them, no space at the end of a line. */
export function formatTable({ head, rows, numeric = [] }: TableSpec): string {
  const all = head ? [head, ...rows] : rows;
  const columnCount = Math.max(0, ...all.map((row) => row.length));
  const widths = Array.from({ length: columnCount }, (_, column) =>
    Math.max(...all.map((row) => (row[column] ?? '').length)),
  );
  const formatRow = (row: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        return numeric.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(GAP)
      .trimEnd();
  return all.map(formatRow).join('\n');
}
