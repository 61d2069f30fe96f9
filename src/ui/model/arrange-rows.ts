// Sort, search and filter of the operator table. Pure; 1,000 rows take well under a millisecond.
import type { OperatorRow } from '../contract.ts';

export type SortColumn =
  'index' | 'kind' | 'name' | 'depth' | 'output' | 'stored' | 'compiled' | 'macs' | 'runsOn';

export interface RowArrangement {
  readonly search: string;
  /** Operator kind to show; '' = all. */
  readonly kind: string;
  readonly sortBy: SortColumn;
  readonly isDescending: boolean;
}

export const DEFAULT_ARRANGEMENT: RowArrangement = {
  search: '',
  kind: '',
  sortBy: 'index',
  isDescending: false,
};

/** Columns of figures, where the largest are wanted first. */
const FIGURES: ReadonlySet<SortColumn> = new Set(['output', 'stored', 'compiled', 'macs']);

/** The rows to show, in order. Equal ones stay in the file's order. */
export function arrangeRows(
  rows: readonly OperatorRow[],
  { search, kind, sortBy, isDescending }: RowArrangement,
): readonly OperatorRow[] {
  const wanted = search.trim().toLowerCase();
  const found = rows.filter(
    (row) => (kind === '' || row.kind === kind) && (wanted === '' || matches(row, wanted)),
  );
  const direction = isDescending ? -1 : 1;
  return found.sort((a, b) => direction * compare(a, b, sortBy) || a.index - b.index);
}

/** A click on a column: sorts by it, figures from the largest; a second click turns the order round. */
export function sortedBy(arrangement: RowArrangement, column: SortColumn): RowArrangement {
  const isSame = arrangement.sortBy === column;
  return {
    ...arrangement,
    sortBy: column,
    isDescending: isSame ? !arrangement.isDescending : FIGURES.has(column),
  };
}

/** Kinds with their counts, most frequent first. */
export function countKinds(
  rows: readonly OperatorRow[],
): readonly { readonly kind: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { kind } of rows) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => b.count - a.count || a.kind.localeCompare(b.kind));
}

/** "64 × 64 × 3" without the batch of one; "scalar" where nothing is left. */
export function shapeText(shape: readonly number[]): string {
  const inner = shape[0] === 1 && shape.length > 1 ? shape.slice(1) : shape;
  return inner.length === 0 ? 'scalar' : inner.join(' × ');
}

/**
 * Names as the table shows them: of operators that the converter fused, the first; without the scope that most share.
 * "model_1/relu_1/Relu;model_1/conv_1/convolution" reads "relu_1/Relu".
 */
export function shownNames(rows: readonly OperatorRow[]): ReadonlyMap<number, string> {
  const firsts = rows.map(({ index, name }) => ({ index, name: name.split(';')[0] ?? '' }));
  const scope = commonScope(firsts.map(({ name }) => name));
  return new Map(
    firsts.map(({ index, name }) => [
      index,
      name.startsWith(scope) ? name.slice(scope.length) : name,
    ]),
  );
}

/** "model_1/" where at least half of the names start with it; else ''. */
function commonScope(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const end = name.indexOf('/') + 1;
    if (end > 0) counts.set(name.slice(0, end), (counts.get(name.slice(0, end)) ?? 0) + 1);
  }
  const [scope, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  return count * 2 >= names.length ? scope : '';
}

function matches(row: OperatorRow, wanted: string): boolean {
  return (
    row.name.toLowerCase().includes(wanted) ||
    row.kind.toLowerCase().includes(wanted) ||
    String(row.index) === wanted ||
    (row.refusal?.reason.toLowerCase().includes(wanted) ?? false)
  );
}

function compare(a: OperatorRow, b: OperatorRow, column: SortColumn): number {
  switch (column) {
    case 'index':
      return a.index - b.index;
    case 'kind':
      return a.kind.localeCompare(b.kind);
    case 'name':
      return a.name.localeCompare(b.name);
    case 'depth':
      return a.depth - b.depth;
    case 'output':
      return a.outputBytes - b.outputBytes;
    case 'stored':
      return a.paramBytes - b.paramBytes;
    case 'compiled':
      return a.compiledParamBytes - b.compiledParamBytes;
    case 'macs':
      return a.macs - b.macs;
    case 'runsOn':
      return Number(a.runsOnEdgeTpu) - Number(b.runsOnEdgeTpu);
  }
}
