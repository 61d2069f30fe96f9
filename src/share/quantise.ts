// A list of sizes as one character each, relative to the largest: enough to draw a profile, too little to tell weights.
import { digitOf, valueOf } from './base64url.ts';

const STEPS = 63;

export interface QuantisedList {
  readonly largest: number;
  readonly digits: string;
}

export function quantise(values: readonly number[]): QuantisedList {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  const digits = values.map((value) => {
    if (largest === 0 || value <= 0) return digitOf(0);
    // What is there is shown: a small value rounds up to one step, never away.
    return digitOf(Math.max(1, Math.round((value / largest) * STEPS)));
  });
  return { largest: Math.round(largest), digits: digits.join('') };
}

/** The values in steps of 1/63 of the largest; null for a character outside the alphabet. */
export function dequantise({ largest, digits }: QuantisedList): number[] | null {
  const values = Array.from(digits, (digit) => valueOf(digit));
  if (values.some((value) => value < 0)) return null;
  return values.map((value) => (value / STEPS) * largest);
}

/** A share of one as a step of 1/63. */
export function quantiseShare(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * STEPS);
}

export function dequantiseShare(step: number): number {
  return step / STEPS;
}
