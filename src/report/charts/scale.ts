import { groupThousands } from '../../base/index.ts';

/** Maps values to pixels along a line. */
export type Scale = (value: number) => number;

export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const span = domain[1] - domain[0];
  const factor = span === 0 ? 0 : (range[1] - range[0]) / span;
  return (value) => range[0] + (value - domain[0]) * factor;
}

/** Steps that people count in. */
const NICE_STEPS = [1, 2, 2.5, 5, 10] as const;

/** Round values from 0 to at most `max`, about `count` of them, evenly spaced; [0] for nothing. */
export function niceTicks(max: number, count: number): readonly number[] {
  if (!(max > 0) || !Number.isFinite(max)) return [0];
  const raw = max / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = (NICE_STEPS.find((nice) => nice * power >= raw * 0.999) ?? 10) * power;
  const ticks: number[] = [];
  for (let index = 0; index * step <= max * 1.0001; index++) ticks.push(index * step);
  return ticks;
}

/** Labels for ticks with as many decimals as their step needs: 0, 0.5, 1.0, 1.5. */
export function tickLabels(ticks: readonly number[]): readonly string[] {
  const step = ticks.length < 2 ? 1 : (ticks[1] ?? 1) - (ticks[0] ?? 0);
  let decimals = 0;
  while (
    decimals < 6 &&
    Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6
  ) {
    decimals++;
  }
  return ticks.map((tick) => (tick === 0 ? '0' : groupThousands(tick.toFixed(decimals))));
}

export interface Unit {
  readonly name: string;
  readonly divisor: number;
}

const KIB = 1024;
const MIB = 1024 * 1024;

/** The unit in which an axis of bytes up to `maxBytes` is easiest to read. */
export function byteUnit(maxBytes: number): Unit {
  if (maxBytes >= MIB / 2) return { name: 'MiB', divisor: MIB };
  if (maxBytes >= KIB / 2) return { name: 'KiB', divisor: KIB };
  return { name: 'B', divisor: 1 };
}

/** The unit in which an axis of multiply-accumulates is easiest to read. */
export function macUnit(maxMacs: number): Unit {
  if (maxMacs >= 5e8) return { name: 'GMAC', divisor: 1e9 };
  if (maxMacs >= 5e5) return { name: 'MMAC', divisor: 1e6 };
  return { name: 'MAC', divisor: 1 };
}
