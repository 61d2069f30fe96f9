import { csvTable, type CsvColumn } from './csv.ts';
import { labelled, roundMs, roundRatio } from './numbers.ts';
import { STRATEGY_TITLES } from './strategy-titles.ts';
import type { Exporter, ResultSource, ResultStrategy } from './types.ts';

/** One row a strategy: slowest stage, throughput, ratio to the compiler's own split; or why there is no plan. */
export const strategiesCsv: Exporter = {
  id: 'csv-strategies',
  title: 'Strategies, CSV',
  opensIn: 'spreadsheets, pandas, R',
  ending: '_strategies.csv',
  mime: 'text/csv',
  lacks: ({ strategies }) => (strategies.length === 0 ? 'No strategies were compared.' : null),
  make: (source) => csvTable(columnsOf(source), source.strategies),
};

function columnsOf({ plan, strategies }: ResultSource): readonly CsvColumn<ResultStrategy>[] {
  const compilerMs = bottleneckOf(strategies, 'compiler');
  const singleMs = bottleneckOf(strategies, 'single');
  const ms = (row: ResultStrategy): number => (row.kind === 'plan' ? row.bottleneckMs : NaN);
  return [
    { name: 'strategy', of: (row) => row.strategy },
    { name: 'title', of: (row) => STRATEGY_TITLES[row.strategy] },
    { name: 'isChosen', of: (row) => row.strategy === plan.strategy },
    { name: labelled('bottleneckMs', 'estimated'), of: (row) => roundMs(ms(row)) },
    { name: labelled('throughputPerSecond', 'estimated'), of: (row) => roundRatio(1000 / ms(row)) },
    { name: 'devicesUsed', of: (row) => (row.kind === 'plan' ? row.deviceCount : null) },
    {
      name: labelled('gap', 'estimated'),
      of: (row) => (row.kind === 'plan' ? roundRatio(row.gap) : null),
    },
    {
      name: labelled('speedupOverCompiler', 'estimated'),
      of: (row) => roundRatio(compilerMs === null ? null : compilerMs / ms(row)),
    },
    {
      name: labelled('speedupOverSingle', 'estimated'),
      of: (row) => roundRatio(singleMs === null ? null : singleMs / ms(row)),
    },
    { name: 'failure', of: (row) => (row.kind === 'failure' ? row.failureCode : null) },
  ];
}

function bottleneckOf(
  strategies: readonly ResultStrategy[],
  name: ResultStrategy['strategy'],
): number | null {
  const row = strategies.find(({ strategy }) => strategy === name);
  return row?.kind === 'plan' ? row.bottleneckMs : null;
}
