import { describe, expect, it } from 'vitest';
import { SpareTensors } from './spare-tensors.ts';

describe('memory of tensors that nobody reads any more', () => {
  it('is handed out again for a tensor of the same size, and only once', () => {
    const spare = new SpareTensors();
    const [small, large] = [new Uint8Array(8), new Uint8Array(16)];
    spare.add(small);
    spare.add(large);
    expect(spare.take(16).buffer).toBe(large.buffer);
    expect(spare.take(16).buffer).not.toBe(large.buffer);
    expect(spare.take(8).buffer).toBe(small.buffer);
  });

  it('is not taken from a view of something larger, nor from a tensor that was transferred', () => {
    const spare = new SpareTensors();
    const whole = new Uint8Array(16);
    spare.add(whole.subarray(0, 8));
    expect(spare.take(8).buffer).not.toBe(whole.buffer);
    structuredClone(whole, { transfer: [whole.buffer] });
    spare.add(whole);
    expect(spare.take(16).byteLength).toBe(16);
  });

  it('is kept for a few tensors only: the oldest go', () => {
    const spare = new SpareTensors();
    const tensors = Array.from({ length: 100 }, () => new Uint8Array(8));
    for (const tensor of tensors) spare.add(tensor);
    const known = new Set<ArrayBufferLike>(tensors.slice(-20).map(({ buffer }) => buffer));
    const again = Array.from({ length: 100 }, () => spare.take(8));
    const reused = again.filter(({ buffer }) => known.has(buffer));
    expect(reused.length).toBeGreaterThan(1);
    expect(reused.length).toBeLessThanOrEqual(20);
  });
});
