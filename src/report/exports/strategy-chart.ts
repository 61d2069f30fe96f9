// The strategies side by side as a drawing: slowest stage, ratio to the compiler's own split, a bar each.
import { formatMs, formatRatio } from '../../base/index.ts';
import { layoutStrategyBars, type Mark, type Paint } from '../charts/index.ts';
import { CAPTION_PX, NUMBER_PX } from '../charts/marks.ts';
import type { TableDrawing } from './segment-chart.ts';
import { STRATEGY_TITLES } from './strategy-titles.ts';
import type { ResultSource, ResultStrategy } from './types.ts';

const ROW_PX = 26;
const HEAD_PX = 22;
const BAR_PX = 10;
const BAR_LEFT = 140;
const FIGURES_PX = 200;

/** Lays the list out for a width in px. Pure. */
export function layoutStrategyChart(source: ResultSource, width: number): TableDrawing {
  const { strategies, plan } = source;
  const times = strategies.map((row) => (row.kind === 'plan' ? row.bottleneckMs : null));
  const bars = layoutStrategyBars(
    times,
    strategies.map((row) => row.strategy === 'single'),
  );
  const compiler = strategies.find((row) => row.strategy === 'compiler');
  const compilerMs = compiler?.kind === 'plan' ? compiler.bottleneckMs : null;
  return {
    width,
    height: HEAD_PX + strategies.length * ROW_PX,
    marks: [
      caption(BAR_LEFT, 'Slowest stage', 'start'),
      caption(width, 'against the compiler', 'end'),
      ...strategies.flatMap((row, index) => {
        const bar = bars[index] ?? null;
        const ratio =
          row.kind === 'plan' && compilerMs !== null ? compilerMs / row.bottleneckMs : null;
        return rowMarks(row, {
          top: HEAD_PX + index * ROW_PX,
          width,
          share: bar?.share ?? 0,
          isCutShort: bar?.isCutShort ?? false,
          isChosen: row.strategy === plan.strategy,
          ratio,
        });
      }),
    ],
  };
}

interface RowPlace {
  readonly top: number;
  readonly width: number;
  readonly share: number;
  readonly isCutShort: boolean;
  readonly isChosen: boolean;
  readonly ratio: number | null;
}

function rowMarks(row: ResultStrategy, place: RowPlace): readonly Mark[] {
  const { top, width, isChosen } = place;
  const y = top + ROW_PX / 2 + 4;
  const say = (
    x: number,
    content: string,
    anchor: 'start' | 'end',
    token: Paint['token'] = 'ink-1',
  ): Mark => ({
    kind: 'text',
    ...{ x, y, text: content, anchor, sizePx: NUMBER_PX, isBold: isChosen },
    fill: { token },
  });
  const name = say(0, STRATEGY_TITLES[row.strategy], 'start');
  if (row.kind === 'failure') return [name, say(BAR_LEFT, 'no plan', 'start', 'ink-3')];
  const barWidth = Math.max(1, place.share * (width - BAR_LEFT - FIGURES_PX));
  return [
    name,
    {
      kind: 'rect',
      ...{
        x: BAR_LEFT,
        y: top + (ROW_PX - BAR_PX) / 2,
        width: barWidth,
        height: BAR_PX,
        radius: 2,
      },
      fill: { token: isChosen ? 'accent' : 'ink-4' },
    },
    ...(place.isCutShort ? [say(BAR_LEFT + barWidth + 6, '…', 'start', 'ink-3')] : []),
    say(width - 100, formatMs(row.bottleneckMs), 'end'),
    say(width, formatRatio(place.ratio), 'end', 'ink-2'),
  ];
}

function caption(x: number, content: string, anchor: 'start' | 'end'): Mark {
  return {
    kind: 'text',
    ...{ x, y: HEAD_PX - 9, text: content, anchor, sizePx: CAPTION_PX },
    fill: { token: 'ink-3' },
  };
}
