import { viewBehind } from './buffers.ts';
import { CUSTOM_CODE, operatorName } from './names.ts';
import { failIndex } from './read-failures.ts';
import { readOptions } from './read-options.ts';
import type { SubgraphSource } from './read-subgraph.ts';
import { OperatorCode } from './schema/generated/operator-code.ts';
import { Operator as RawOperator } from './schema/generated/operator.ts';
import type { SubGraph as RawSubgraph } from './schema/generated/sub-graph.ts';
import type { Operator } from './types.ts';

/** Translates the operators of a subgraph, in the file's order. */
export function readOperators(raw: RawSubgraph, source: SubgraphSource): readonly Operator[] {
  const operators = new Array<Operator>(raw.operatorsLength());
  const scratch = new RawOperator();
  for (let index = 0; index < raw.operatorsLength(); index++) {
    const operator = raw.operators(index, scratch);
    if (operator === null) continue;
    const operatorSource = { ...source, operatorIndex: index, tensorCount: raw.tensorsLength() };
    operators[index] = readOperator(operator, operatorSource);
  }
  return operators;
}

interface OperatorSource extends SubgraphSource {
  readonly operatorIndex: number;
  readonly tensorCount: number;
}

function readOperator(raw: RawOperator, source: OperatorSource): Operator {
  const code = readCode(raw.opcodeIndex(), source);
  const { operatorIndex: index, tensorCount } = source;
  const what = `operator ${index} (${code.customName ?? code.kind})`;
  checkLargeOptions(raw, source, what);
  return {
    index,
    ...code,
    inputs: readIndices(raw, 'inputs', { what, tensorCount, lowest: -1 }),
    outputs: readIndices(raw, 'outputs', { what, tensorCount, lowest: 0 }),
    options: readOptions(raw),
  };
}

/** Old files have a one-byte code, new ones both; the larger counts. */
function readCode(
  opcodeIndex: number,
  source: OperatorSource,
): Pick<Operator, 'kind' | 'customName' | 'version'> {
  const count = source.raw.operatorCodesLength();
  if (opcodeIndex >= count)
    failIndex(`the code of operator ${source.operatorIndex}`, opcodeIndex, count);
  const raw = source.raw.operatorCodes(opcodeIndex) ?? new OperatorCode();
  const code = Math.max(raw.deprecatedBuiltinCode(), raw.builtinCode());
  const customName = code === CUSTOM_CODE ? (raw.customCode() ?? '') : null;
  return { kind: operatorName(code), customName, version: raw.version() };
}

interface IndexRange {
  readonly what: string;
  readonly tensorCount: number;
  readonly lowest: number;
}

function readIndices(
  raw: RawOperator,
  side: 'inputs' | 'outputs',
  range: IndexRange,
): readonly number[] {
  const count = side === 'inputs' ? raw.inputsLength() : raw.outputsLength();
  const indices = new Array<number>(count);
  for (let i = 0; i < count; i++) {
    const index = (side === 'inputs' ? raw.inputs(i) : raw.outputs(i)) ?? range.lowest;
    if (index < range.lowest || index >= range.tensorCount) {
      failIndex(`a tensor among the ${side} of ${range.what}`, index, range.tensorCount);
    }
    indices[i] = index;
  }
  return indices;
}

/** Custom options of very large models lie behind the flatbuffer; reading only makes sure that they are there. */
function checkLargeOptions(raw: RawOperator, source: OperatorSource, what: string): void {
  const range = { offset: raw.largeCustomOptionsOffset(), size: raw.largeCustomOptionsSize() };
  viewBehind(source.buffers.file, range, `the options of ${what}`);
}
