// What the vendor's splitter sees of SSD MobileNet v1 and v2 (whose files are too large to keep here), and what it made
// of them in 2, 3 and 4 segments; read from the 18 compiled segment files of google-coral/test_data.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SsdOperator {
  readonly name: string;
  readonly kind: string;
  readonly rawBytes: number;
  readonly compiledBytes: number;
}

export interface SsdSplit {
  /** How many of the operators with parameters each segment holds. */
  readonly operators: readonly number[];
  readonly compiledBytes: readonly number[];
}

export interface SsdSequence {
  readonly rawBytes: number;
  /** Operators with parameters, in execution order. */
  readonly operators: readonly SsdOperator[];
  /** By number of segments. */
  readonly splits: Readonly<Record<string, SsdSplit>>;
}

const FILE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'ssd-sequences.json');

export function ssdSequences(): Readonly<
  Record<'ssd_mobilenet_v1' | 'ssd_mobilenet_v2', SsdSequence>
> {
  return JSON.parse(readFileSync(FILE, 'utf8')) as ReturnType<typeof ssdSequences>;
}
