// The one place that turns quantities into text for people. Page, command line and exports share it, so the same
// number reads the same everywhere.

const THIN_SPACE = '\u2009';
const KIB = 1024;
const MIB = 1024 * 1024;

/** Three significant figures, no exponent, trailing zeros kept: 4.45, 42.7, 225, 0.490. */
export function formatSignificant(value: number, figures = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.max(0, figures - 1 - magnitude);
  const text = value.toFixed(decimals);
  // 9.996 rounds up into one more digit than asked for.
  const rounded = Number(text);
  const roundedMagnitude = rounded === 0 ? 0 : Math.floor(Math.log10(Math.abs(rounded)));
  return groupThousands(
    roundedMagnitude > magnitude && decimals > 0 ? value.toFixed(decimals - 1) : text,
  );
}

/** Thin spaces between groups of three digits before the point, from five digits on. */
export function groupThousands(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const sign = whole.startsWith('-') ? '-' : '';
  const bare = whole.slice(sign.length);
  const grouped = bare.length < 5 ? bare : bare.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return sign + grouped + (fraction === undefined ? '' : `.${fraction}`);
}

export function formatCount(count: number): string {
  return groupThousands(String(Math.round(count)));
}

/** Bytes as B, KiB or MiB: "6.93 MiB", "306 KiB", "0 B". */
export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) < KIB) return `${formatCount(bytes)} B`;
  if (Math.abs(bytes) < MIB) return `${formatSignificant(bytes / KIB)} KiB`;
  return `${formatSignificant(bytes / MIB)} MiB`;
}

/** Bytes as mebibytes without a unit, two decimals, for a column headed MiB. */
export function formatMib(bytes: number): string {
  return bytes === 0 ? '0' : (bytes / MIB).toFixed(2);
}

/** Milliseconds with two decimals below 100: "4.45 ms", "251 ms". */
export function formatMs(ms: number): string {
  return `${formatMsNumber(ms)} ms`;
}

export function formatMsNumber(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  return Math.abs(ms) < 100 ? ms.toFixed(2) : formatSignificant(ms);
}

/** A ratio with its sign: "1.47×"; say against what beside it. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null || !Number.isFinite(ratio)) return '–';
  return `${Math.abs(ratio) < 10 ? ratio.toFixed(2) : formatSignificant(ratio)}×`;
}

/** A share of one as a whole percentage, one decimal below 10 %: "7.8 %". */
export function formatPercent(share: number): string {
  const percent = share * 100;
  return `${Math.abs(percent) < 10 && percent !== 0 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** Multiply-accumulates: "5.71 GMAC", "13.6 MMAC". */
export function formatMacs(macs: number): string {
  if (macs >= 1e9) return `${formatSignificant(macs / 1e9)} GMAC`;
  if (macs >= 1e6) return `${formatSignificant(macs / 1e6)} MMAC`;
  return `${formatCount(macs)} MAC`;
}

/** File size as people know it from their file manager: decimal megabytes. */
export function formatFileSize(bytes: number): string {
  if (bytes < 1000) return `${formatCount(bytes)} B`;
  if (bytes < 1e6) return `${formatSignificant(bytes / 1e3)} kB`;
  return `${formatSignificant(bytes / 1e6)} MB`;
}

/** "1 device", "4 devices". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
