import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeCaptions, spreadLabels } from './labels.ts';

describe('labels at the ends of lines', () => {
  it('stay where they are when they do not touch', () => {
    expect(spreadLabels([10, 40, 80], 13, [0, 100])).toEqual([10, 40, 80]);
  });

  it('share the room around the middle of what they want', () => {
    expect(spreadLabels([50, 50], 10, [0, 100])).toEqual([45, 55]);
    expect(spreadLabels([52, 50], 10, [0, 100])).toEqual([56, 46]);
  });

  it('never come nearer than the gap, keep their order and stay in range', () => {
    const wanted = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), {
      minLength: 1,
      maxLength: 7,
    });
    fc.assert(
      fc.property(wanted, (values) => {
        const placed = spreadLabels(values, 13, [0, 100]);
        const sorted = [...placed].sort((one, other) => one - other);
        sorted.slice(1).forEach((value, index) => {
          expect(value - sorted[index]!).toBeGreaterThanOrEqual(13 - 1e-6);
        });
        expect(sorted[0]).toBeGreaterThanOrEqual(-1e-6);
        expect(sorted.at(-1)).toBeLessThanOrEqual(100 + 1e-6);
        values.forEach((one, index) => {
          values.forEach((other, otherIndex) => {
            if (one < other) expect(placed[index]).toBeLessThan(placed[otherIndex]!);
          });
        });
      }),
      { seed: 11 },
    );
  });
});

describe('captions under cuts', () => {
  const room = { rowCount: 1, left: 0, right: 300, gapPx: 6 };
  const request = (x: number) => ({
    x,
    forms: [
      { text: 'long', widthPx: 60 },
      { text: 'short', widthPx: 14 },
    ],
  });

  it('are long where there is room', () => {
    expect(placeCaptions([request(50), request(150)], room).map((label) => label.text)).toEqual([
      'long',
      'long',
    ]);
  });

  it('go to the next row before they get shorter', () => {
    const placed = placeCaptions([request(50), request(80)], { ...room, rowCount: 2 });
    expect(placed.map((label) => [label.text, label.row])).toEqual([
      ['long', 0],
      ['long', 1],
    ]);
  });

  it('get shorter where they would touch, and only there', () => {
    const placed = placeCaptions([request(50), request(80), request(200)], room);
    expect(placed.map((label) => label.text)).toEqual(['short', 'short', 'long']);
  });

  it('keep clear of the edges', () => {
    const placed = placeCaptions([request(2), request(299)], room);
    expect(placed.map((label) => label.x)).toEqual([30, 270]);
  });

  it('never lie on each other, however many there are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 15 }), (positions) => {
        const placed = placeCaptions(positions.map(request), { ...room, rowCount: 2 });
        for (const [index, label] of placed.entries()) {
          for (const other of placed.slice(index + 1)) {
            const widths = (label.text === 'long' ? 30 : 7) + (other.text === 'long' ? 30 : 7);
            if (label.row === other.row)
              expect(Math.abs(label.x - other.x)).toBeGreaterThanOrEqual(widths + 6);
          }
        }
      }),
      { seed: 12 },
    );
  });
});
