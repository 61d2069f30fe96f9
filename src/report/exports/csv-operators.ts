import { segmentOfOperators } from '../charts/index.ts';
import type { OperatorRow } from '../model-facts.ts';
import { csvTable, type CsvColumn } from './csv.ts';
import { labelled } from './numbers.ts';
import type { Exporter, ResultSource } from './types.ts';

/** One row an operator: what it is, where it lies and runs, what it costs. Holds tensor names. */
export const operatorsCsv: Exporter = {
  id: 'csv-operators',
  title: 'Operators, CSV',
  opensIn: 'spreadsheets, pandas, R',
  ending: '_operators.csv',
  mime: 'text/csv',
  lacks: ({ detail }) =>
    detail === null ? 'A link holds no operators. Drop the model to have them.' : null,
  make: (source) => csvTable(columnsOf(source), source.detail?.operators ?? []),
};

function columnsOf({ plan, model }: ResultSource): readonly CsvColumn<OperatorRow>[] {
  const segmentOf = segmentOfOperators(plan, model.operatorCount);
  return [
    { name: 'operator', of: (row) => row.index },
    { name: 'kind', of: (row) => row.kind },
    { name: 'name', of: (row) => row.name },
    { name: 'depth', of: (row) => row.depth },
    { name: 'order', of: (row) => row.order },
    { name: 'segment', of: (row) => (segmentOf[row.index] ?? -1) + 1 },
    { name: 'runsOn', of: (row) => (row.runsOnEdgeTpu ? 'Edge TPU' : 'CPU') },
    { name: 'whyOnCpu', of: (row) => row.refusal?.reason ?? null },
    { name: 'outputShape', of: (row) => row.outputShape.join('×') },
    { name: 'outputType', of: (row) => row.outputType },
    { name: 'outputBytes', of: (row) => row.outputBytes },
    { name: 'paramBytes', of: (row) => row.paramBytes },
    { name: labelled('compiledParamBytes', 'estimated'), of: (row) => row.compiledParamBytes },
    { name: 'macs', of: (row) => row.macs },
  ];
}
