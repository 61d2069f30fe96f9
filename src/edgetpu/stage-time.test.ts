import { describe, expect, it } from 'vitest';
import { instructionBytesFor, passesFor, ratesOf, stageTime } from './stage-time.ts';
import type { DeviceSpec, LinkName, SegmentWork } from './types.ts';

const WORK: SegmentWork = {
  inBytes: 300_000,
  outBytes: 676_000,
  instructionBytes: 154_000,
  computeMsAtFullClock: 3,
  streamedBytes: 0,
  passes: 1,
};

function device(link: LinkName, change: Partial<DeviceSpec> = {}): DeviceSpec {
  return { link, clock: 'max', bus: 0, ...change };
}

describe('stageTime', () => {
  it('adds link, compute and output when nothing streams', () => {
    const time = stageTime(WORK, device('usb3'));
    expect(time).toMatchObject({ inMs: 0.22 + 1, computeMs: 3, streamMs: 0 });
    expect(time.outMs).toBeCloseTo(2, 12);
    expect(time.stageMs).toBeCloseTo(6.22, 12);
  });

  it.each<[LinkName, number, number]>([
    ['usb3', 0.22 + 454 / 454, 676 / 338],
    ['pcie', 0.04 + 454 / 382, 676 / 87],
    ['usb2', 1.28 + 454 / 33.6, 676 / 30],
  ])('uses the rates of %s', (link, inMs, outMs) => {
    const time = stageTime(WORK, device(link));
    expect(time.inMs).toBeCloseTo(inMs, 12);
    expect(time.outMs).toBeCloseTo(outMs, 12);
  });

  it.each([
    // max(Tc, Ts) + g min(Tc, Ts) - Tc, with Tc = 3 and Ts in ms; g = 0.5 at one pass, 1 at more.
    ['streaming hides half behind compute', 1, 1, 0.5],
    ['compute hides half behind streaming', 8, 1, 6.5],
    ['more passes overlap with nothing', 1, 2, 2],
  ])('%s', (_, linkMs, passes, streamMs) => {
    const work = { ...WORK, streamedBytes: 454_000 * linkMs, passes };
    expect(stageTime(work, device('usb3')).streamMs).toBeCloseTo(streamMs, 12);
  });

  it('doubles compute, and only compute, at the lower clock', () => {
    const work = { ...WORK, streamedBytes: 454_000 * 8 };
    const time = stageTime(work, device('usb3', { clock: 'std' }));
    expect(time).toMatchObject({ inMs: 1.22, computeMs: 6 });
    expect(time.streamMs).toBeCloseTo(8 + 3 - 6, 12);
  });

  it('prefers rates that were measured', () => {
    const measuredRates = { fixedMs: 1, inBytesPerMs: 1000, outBytesPerMs: 2000 };
    expect(ratesOf(device('usb3', { measuredRates }))).toBe(measuredRates);
    expect(stageTime(WORK, device('usb3', { measuredRates })).inMs).toBe(1 + 454);
  });
});

describe('instructionBytesFor', () => {
  it('gives every segment with a convolution 150 kB and 0.6 kB per operator, others 16 kB', () => {
    expect(instructionBytesFor(20, true)).toBe(162_000);
    expect(instructionBytesFor(20, false)).toBe(16_000);
  });
});

describe('passesFor', () => {
  it.each([
    [0, 0, 1],
    [2, 1_000_000, 1],
    [2, 5_560_000, 2],
  ])('%i large convolutions with %i map bytes: %f', (count, bytes, passes) => {
    expect(passesFor(count, bytes)).toBeCloseTo(passes, 12);
  });
});
