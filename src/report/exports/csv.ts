// Comma-separated values after RFC 4180. Spreadsheets take a cell that starts with one of = + - @ for a formula, so such
// text gets an apostrophe in front (OWASP, "CSV Injection"); numbers stay numbers.

export type CsvCell = string | number | boolean | null;

const MEANS_FORMULA = /^[\s\ufeff]*[=+\-@\t\r＝＋－＠]/;
/** Semicolons and tabs too: where the comma is the decimal sign, spreadsheets divide at them. */
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

/** Rows to text, lines ended by CR LF; null is an empty cell. */
export function csvText(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  // NUL ends a file for some readers; nothing else is dropped.
  const text = value.replaceAll('\0', '');
  const harmless = MEANS_FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A column: its name, and its cell in a row of any kind. */
export interface CsvColumn<Row> {
  readonly name: string;
  readonly of: (row: Row) => CsvCell;
}

export function csvTable<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return csvText(
    columns.map((column) => column.name),
    rows.map((row) => columns.map((column) => column.of(row))),
  );
}
