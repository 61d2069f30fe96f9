import { describe, expect, it } from 'vitest';
import { columnsFor } from './segment-table-columns.ts';

const plain = { devices: null, hasReplicas: false, hasCpuPart: false };

describe('the columns of the segment table', () => {
  it.each([320, 358, 639, 640, 900, 966, 1606])('fill a width of %i px and no more', (widthPx) => {
    const { widths } = columnsFor(widthPx, plain);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(widthPx);
  });

  it('put figures under the bars where there is no room beside them', () => {
    expect(columnsFor(400, plain)).toMatchObject({ isCompact: true });
    expect(columnsFor(400, plain).widths).toHaveLength(3);
    expect(columnsFor(966, plain).widths).toHaveLength(7);
  });

  it('have one more where devices differ', () => {
    const devices = ['USB 3', 'USB 2'];
    expect(columnsFor(966, { ...plain, devices }).widths).toHaveLength(8);
  });

  it('leave room for longer figures where replicas or the CPU take part', () => {
    const shortest = columnsFor(966, { ...plain, hasReplicas: true, hasCpuPart: true }).timePx;
    expect(shortest).toBeLessThan(columnsFor(966, { ...plain, hasReplicas: true }).timePx);
    expect(columnsFor(966, { ...plain, hasReplicas: true }).timePx).toBeLessThan(
      columnsFor(966, plain).timePx,
    );
  });
});
