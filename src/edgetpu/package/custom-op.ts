// Finds the Edge TPU operator in a compiled `.tflite` and takes the package out of its options.
import { catchFailure, FailureError, fail, type Result } from '../../base/index.ts';
import { readModel, type Model, type Subgraph } from '../../tflite/index.ts';
import { damaged, FlatTable } from './flat-table.ts';
import { readFlexMap, type FlexValue } from './flexbuffer.ts';
import { readPackageBytes } from './read-package.ts';
import type { CompiledModel, CpuOperator } from './types.ts';

/** Name of the operator that the vendor's compiler leaves in a compiled model. */
export const EDGETPU_CUSTOM_OP = 'edgetpu-custom-op';

/** Keys of the operator's options (edgetpu-usb.md 7.1). */
const KEY = { package: '4', chipIds: '6', furtherPackages: '7' } as const;

/** Field numbers of the TFLite schema on the way to an operator's custom options. */
const TFLITE = { subgraphs: 2, operators: 3, customOptions: 5 } as const;

/** True when the model has been through the Edge TPU compiler. */
export function isCompiled(model: Model): boolean {
  return model.subgraphs.some((subgraph) =>
    subgraph.operators.some((op) => op.customName === EDGETPU_CUSTOM_OP),
  );
}

/**
 * Reads a compiled `.tflite`: the operator, the package inside and the CPU operators around it. Views, no copies.
 * Fails with `edgetpu/not-compiled`, `edgetpu/package-damaged`, `edgetpu/package-unsupported` or a `tflite/…` code.
 */
export function readPackage(bytes: Uint8Array): Result<CompiledModel> {
  const model = readModel(bytes);
  if (!model.ok) return model;
  if (!isCompiled(model.value)) {
    return fail({
      code: 'edgetpu/not-compiled',
      message: `This model has not been compiled for the Edge TPU: it holds no ${EDGETPU_CUSTOM_OP}.`,
      hint: 'Run it through edgetpu_compiler, then open the file whose name ends in _edgetpu.tflite.',
    });
  }
  return catchFailure(() => describe(model.value));
}

function describe(model: Model): CompiledModel {
  const found = model.subgraphs.flatMap((subgraph, subgraphIndex) =>
    subgraph.operators
      .filter((op) => op.customName === EDGETPU_CUSTOM_OP)
      .map((op) => ({ subgraph, subgraphIndex, op })),
  );
  const [only] = found;
  if (!only || found.length > 1) {
    throw unsupported(`it holds ${found.length} Edge TPU operators; one can be run`);
  }
  const { subgraph, subgraphIndex, op } = only;
  const options = readFlexMap(customOptions(model.bytes, subgraphIndex, op.index));
  const further = options.get(KEY.furtherPackages);
  if (Array.isArray(further) && further.length > 0) {
    throw unsupported('its operator carries packages for several chips');
  }
  const packageBytes = options.get(KEY.package);
  if (!(packageBytes instanceof Uint8Array)) {
    throw damaged('its Edge TPU operator carries no package');
  }
  const name = (tensorIndex: number) => subgraph.tensors[tensorIndex]?.name ?? '';
  return {
    opIndex: op.index,
    inputTensors: op.inputs,
    outputTensors: op.outputs,
    inputNames: op.inputs.map(name),
    outputNames: op.outputs.map(name),
    cpuOperators: listCpuOperators(subgraph, op.index),
    chipIds: numbersOf(options.get(KEY.chipIds)),
    package: readPackageBytes(packageBytes),
  };
}

function customOptions(bytes: Uint8Array, subgraphIndex: number, opIndex: number): Uint8Array {
  const subgraph = FlatTable.root(bytes, 'the model').tableVector(TFLITE.subgraphs, 'a subgraph')[
    subgraphIndex
  ];
  const operator = subgraph?.tableVector(TFLITE.operators, 'an operator')[opIndex];
  const options = operator?.byteVector(TFLITE.customOptions);
  if (!options) throw damaged('its Edge TPU operator has no options');
  return options;
}

/** An operator stands before the Edge TPU when the Edge TPU operator needs it, directly or not; after it otherwise. */
function listCpuOperators(subgraph: Subgraph, tpuOpIndex: number): CpuOperator[] {
  const needed = new Set(subgraph.operators[tpuOpIndex]?.inputs);
  const before = new Set<number>();
  for (let opIndex = tpuOpIndex - 1; opIndex >= 0; opIndex--) {
    const op = subgraph.operators[opIndex];
    if (!op?.outputs.some((tensor) => needed.has(tensor))) continue;
    before.add(opIndex);
    op.inputs.forEach((tensor) => needed.add(tensor));
  }
  return subgraph.operators
    .filter((op) => op.index !== tpuOpIndex)
    .map((op) => ({
      opIndex: op.index,
      kind: op.customName ?? op.kind,
      position: before.has(op.index) ? 'before' : 'after',
    }));
}

function numbersOf(value: FlexValue | undefined): number[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'number') : [];
}

function unsupported(why: string): FailureError {
  return new FailureError({
    code: 'edgetpu/package-unsupported',
    message: `This compiled model cannot be run: ${why}.`,
    hint: 'Compile the model again with the options that Reef writes beside the segments.',
  });
}
