import { viewBehind } from './buffers.ts';
import { CUSTOM_CODE, operatorName } from './names.ts';
import { failIndex } from './read-failures.ts';
import { readOptions } from './read-options.ts';
import type { SubgraphSource } from './read-subgraph.ts';
import type { Model as RawModel } from './schema/generated/model.ts';
import { OperatorCode } from './schema/generated/operator-code.ts';
import { Operator as RawOperator } from './schema/generated/operator.ts';
import type { SubGraph as RawSubgraph } from './schema/generated/sub-graph.ts';
import type { Operator } from './types.ts';

/** Translates the operators of a subgraph, in the file's order. */
export function readOperators(raw: RawSubgraph, source: SubgraphSource): readonly Operator[] {
  const tensorCount = raw.tensorsLength();
  const codes = readCodes(source.raw);
  const operators = new Array<Operator>(raw.operatorsLength());
  const scratch = new RawOperator();
  for (let index = 0; index < operators.length; index++) {
    const operator = raw.operators(index, scratch);
    if (operator === null) continue;
    operators[index] = readOperator(operator, index, { source, codes, tensorCount });
  }
  return operators;
}

type Code = Pick<Operator, 'kind' | 'customName' | 'version'>;

interface OperatorContext {
  readonly source: SubgraphSource;
  readonly codes: readonly Code[];
  readonly tensorCount: number;
}

function readOperator(raw: RawOperator, index: number, context: OperatorContext): Operator {
  const { codes, tensorCount } = context;
  const opcodeIndex = raw.opcodeIndex();
  const code = codes[opcodeIndex];
  if (code === undefined) failIndex(`the code of operator ${index}`, opcodeIndex, codes.length);
  const { kind, customName, version } = code;
  const what = `operator ${index} (${customName ?? kind})`;
  checkLargeOptions(raw, context.source, what);
  return {
    index,
    kind,
    customName,
    version,
    inputs: readIndices(raw, 'inputs', { what, tensorCount, lowest: -1 }),
    outputs: readIndices(raw, 'outputs', { what, tensorCount, lowest: 0 }),
    options: readOptions(raw),
  };
}

/** Old files have a one-byte code, new ones both; the larger counts. */
function readCodes(model: RawModel): readonly Code[] {
  const codes = new Array<Code>(model.operatorCodesLength());
  const scratch = new OperatorCode();
  for (let i = 0; i < codes.length; i++) {
    const raw = model.operatorCodes(i, scratch) ?? scratch;
    const code = Math.max(raw.deprecatedBuiltinCode(), raw.builtinCode());
    const customName = code === CUSTOM_CODE ? (raw.customCode() ?? '') : null;
    codes[i] = { kind: operatorName(code), customName, version: raw.version() };
  }
  return codes;
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
function checkLargeOptions(raw: RawOperator, source: SubgraphSource, what: string): void {
  const range = { offset: raw.largeCustomOptionsOffset(), size: raw.largeCustomOptionsSize() };
  viewBehind(source.buffers.file, range, `the options of ${what}`);
}
