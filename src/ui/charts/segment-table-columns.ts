/** Widths of the columns of the segment table, so that both bars get what is left and fit it to the pixel. */
export interface TableColumns {
  /** True where figures stand under the bars instead of in columns of their own. */
  readonly isCompact: boolean;
  /** All columns in order, px. */
  readonly widths: readonly number[];
  readonly memoryPx: number;
  readonly timePx: number;
  /** Device of each segment, where devices differ. */
  readonly devices: readonly string[] | null;
}

const COMPACT_BELOW_PX = 640;
/** Segment, depth, operators, on chip, streamed. */
const NUMBER_PX = 64;
const DEPTH_PX = 62;
const OPERATORS_PX = 78;
const ON_CHIP_PX = 64;
const STREAMED_PX = 74;
const DEVICE_PX = 84;
/** Room after the time bar for its figure: "3.91 = 7.82 ÷ 2" is wider than "4.45". */
const TIME_FIGURE_PX = 44;
const REPLICA_FIGURE_PX = 112;
const CPU_FIGURE_PX = 42;
/** Space between neighbouring columns, part of the cell. */
const GAP_PX = 20;

export interface ColumnNeeds {
  /** Device of each segment; null = all alike, no column for them. */
  readonly devices: readonly string[] | null;
  readonly hasReplicas: boolean;
  readonly hasCpuPart: boolean;
}

/** Shares a width out over the columns. */
export function columnsFor(widthPx: number, needs: ColumnNeeds): TableColumns {
  const { devices } = needs;
  const isCompact = widthPx < COMPACT_BELOW_PX;
  const devicePx = devices === null ? 0 : DEVICE_PX;
  const fixed = isCompact
    ? NUMBER_PX + devicePx
    : NUMBER_PX + DEPTH_PX + OPERATORS_PX + ON_CHIP_PX + STREAMED_PX + devicePx;
  const rest = Math.max(120, widthPx - fixed);
  const memoryCell = Math.floor(rest * 0.43);
  const timeCell = rest - memoryCell;
  const figurePx =
    (needs.hasReplicas ? REPLICA_FIGURE_PX : TIME_FIGURE_PX) +
    (needs.hasCpuPart ? CPU_FIGURE_PX : 0);
  const middle = isCompact ? [] : [DEPTH_PX, OPERATORS_PX];
  const figures = isCompact ? [] : [ON_CHIP_PX, STREAMED_PX];
  return {
    isCompact,
    devices,
    widths: [
      NUMBER_PX,
      ...middle,
      ...(devices === null ? [] : [devicePx]),
      memoryCell,
      ...figures,
      timeCell,
    ],
    memoryPx: memoryCell - GAP_PX,
    timePx: isCompact ? timeCell - GAP_PX : Math.max(40, timeCell - GAP_PX - figurePx),
  };
}
