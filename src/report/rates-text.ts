// Link rates in words, for the first view too: it does not carry all that is said of runs.
import { formatMs, formatSignificant } from '../base/index.ts';
import { LINK_WORDS, type LinkRates } from '../edgetpu/index.ts';
import type { FittedRates } from '../pipeline/index.ts';

/** Fitted rates in words: "USB 3: 412 MB/s in, 305 MB/s out, 0.21 ms fixed". */
export function ratesText({ link, rates }: Pick<FittedRates, 'link' | 'rates'>): string {
  return `${LINK_WORDS[link]}: ${ratesWords(rates)}`;
}

/** Rates of a link in words. Bytes per ms are kB/s. */
export function ratesWords({ fixedMs, inBytesPerMs, outBytesPerMs }: LinkRates): string {
  const megabytes = (bytesPerMs: number): string => `${formatSignificant(bytesPerMs / 1000)} MB/s`;
  return `${megabytes(inBytesPerMs)} in, ${megabytes(outBytesPerMs)} out, ${formatMs(fixedMs)} fixed`;
}
