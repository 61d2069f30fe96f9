// What goes into and comes out of every segment. Segments are linked by tensor name; the first one lists all inputs of
// the model, in the model's order, also those that only a later segment reads, because the vendor's runner hands raw
// inputs to later segments only then.

import { assertExists, catchFailure, FailureError, type Result } from '../base/index.ts';
import type { Operator, Subgraph, Tensor } from '../tflite/index.ts';
import { segmentFileName } from './file-names.ts';
import { boundaryNames } from './boundary-names.ts';
import type { CutRequest, SegmentCut, SegmentTensor } from './types.ts';

/** Segment number of what no operator makes: inputs of the model and constants. */
const NOWHERE = -1;

/**
 * Describes the segment files of a cut without writing them. Fails with `segment/empty`, `segment/operators-not-once`
 * `segment/backwards` or `segment/shared-state` where the segments are no legal cut.
 */
export function planCut(subgraph: Subgraph, request: CutRequest): Result<readonly SegmentCut[]> {
  return catchFailure(() => {
    const segmentOf = assignOperators(subgraph, request);
    checkState(subgraph, segmentOf);
    const flow = traceFlow(subgraph, segmentOf);
    const crossing = subgraph.tensors.filter((tensor) => isAtAnEdge(tensor.index, flow));
    const names = boundaryNames(crossing, subgraph);
    const describe = (index: number): SegmentTensor => describeTensor(subgraph, index, names);
    const count = request.segments.length;
    return request.segments.map((_, index) => ({
      index,
      count,
      fileName: segmentFileName(request.modelName, index, count),
      operators: subgraph.operators.flatMap((op) =>
        segmentOf[op.index] === index ? [op.index] : [],
      ),
      inputs: inputsOf(flow, index).map(describe),
      outputs: outputsOf(flow, index, count).map(describe),
    }));
  });
}

/** Segment of every operator; throws unless each is in exactly one. */
function assignOperators(subgraph: Subgraph, request: CutRequest): Int32Array {
  const segmentOf = new Int32Array(subgraph.operators.length).fill(NOWHERE);
  request.segments.forEach(({ operators }, segment) => {
    if (operators.length === 0) failEmpty(segment);
    for (const operator of operators) {
      if (segmentOf[operator] !== NOWHERE) failNotOnce(operator, segmentOf.length);
      segmentOf[operator] = segment;
    }
  });
  const missing = segmentOf.indexOf(NOWHERE);
  if (missing >= 0) failNotOnce(missing, segmentOf.length);
  return segmentOf;
}

/** A variable lives in one file: operators in two segments that use the same one would each see their own. */
function checkState(subgraph: Subgraph, segmentOf: Int32Array): void {
  const keptIn = new Map<number, number>();
  for (const operator of subgraph.operators) {
    const segment = segmentOf[operator.index] ?? NOWHERE;
    for (const index of [...operator.inputs, ...operator.outputs]) {
      const tensor = subgraph.tensors[index];
      if (tensor?.isVariable !== true) continue;
      if ((keptIn.get(index) ?? segment) !== segment) failState(tensor);
      keptIn.set(index, segment);
    }
  }
}

/** Where activations are made and read, by tensor index. */
interface Flow {
  readonly subgraph: Subgraph;
  /** Activations in the order in which they come to be: inputs of the model, then outputs of operators. */
  readonly order: readonly number[];
  readonly madeIn: ReadonlyMap<number, number>;
  readonly readIn: ReadonlyMap<number, ReadonlySet<number>>;
  readonly modelInputs: readonly number[];
  readonly modelOutputs: readonly number[];
}

function traceFlow(subgraph: Subgraph, segmentOf: Int32Array): Flow {
  const modelInputs = [...new Set(subgraph.inputs)];
  const madeIn = new Map<number, number>(modelInputs.map((index) => [index, NOWHERE]));
  const readIn = new Map<number, Set<number>>();
  for (const operator of subgraph.operators) {
    const segment = segmentOf[operator.index] ?? NOWHERE;
    for (const index of operator.inputs) {
      const maker = madeIn.get(index);
      // What nothing makes is a constant or the operator's own state, and goes along with it.
      if (maker === undefined) continue;
      if (maker > segment) failBackwards(operator, segment, maker);
      const readers = readIn.get(index) ?? new Set<number>();
      readIn.set(index, readers.add(segment));
    }
    for (const index of operator.outputs) {
      if (subgraph.tensors[index]?.isVariable !== true) madeIn.set(index, segment);
    }
  }
  const modelOutputs = [...new Set(subgraph.outputs)];
  return { subgraph, order: [...madeIn.keys()], madeIn, readIn, modelInputs, modelOutputs };
}

function inputsOf(flow: Flow, segment: number): readonly number[] {
  const isRead = (index: number): boolean => flow.readIn.get(index)?.has(segment) === true;
  if (segment === 0) return flow.modelInputs;
  return flow.order.filter((index) => flow.madeIn.get(index) !== segment && isRead(index));
}

/** Outputs of the model in the model's order, then what later segments read in the order in which it is made. */
function outputsOf(flow: Flow, segment: number, count: number): readonly number[] {
  const ownOutputs = flow.modelOutputs.filter((index) => homeOf(flow, index, count) === segment);
  const isPassedOn = (index: number): boolean =>
    flow.madeIn.get(index) === segment && readLater(flow, index, segment);
  return [...new Set([...ownOutputs, ...flow.order.filter(isPassedOn)])];
}

function readLater(flow: Flow, index: number, segment: number): boolean {
  return [...(flow.readIn.get(index) ?? [])].some((reader) => reader > segment);
}

/** The segment that hands out an output of the model: its maker, or for odd ones an end of the pipeline. */
function homeOf(flow: Flow, index: number, count: number): number {
  const maker = flow.madeIn.get(index);
  if (maker === undefined) return count - 1;
  return maker === NOWHERE ? 0 : maker;
}

/** Whether a tensor is an input or output of some segment. */
function isAtAnEdge(index: number, flow: Flow): boolean {
  const maker = flow.madeIn.get(index);
  if (maker === NOWHERE || flow.modelOutputs.includes(index)) return true;
  return maker !== undefined && readLater(flow, index, maker);
}

function describeTensor(
  subgraph: Subgraph,
  tensorIndex: number,
  names: ReadonlyMap<number, string>,
): SegmentTensor {
  const tensor: Tensor = assertExists(subgraph.tensors[tensorIndex], 'the tensor exists');
  const { type, shape, byteLength } = tensor;
  return { tensorIndex, name: names.get(tensorIndex) ?? tensor.name, type, shape, byteLength };
}

function failEmpty(segment: number): never {
  throw new FailureError({
    code: 'segment/empty',
    message: `Segment ${segment} has no operators.`,
    hint: 'Use fewer segments, or move a cut.',
    details: { segment },
  });
}

function failNotOnce(operator: number, count: number): never {
  throw new FailureError({
    code: 'segment/operators-not-once',
    message: `Operator ${operator} is not in exactly one segment (the model has operators 0 to ${count - 1}).`,
    hint: 'Give every operator of the model to one segment.',
    details: { operator, operators: count },
  });
}

function failState(tensor: Tensor): never {
  throw new FailureError({
    code: 'segment/shared-state',
    message: `The variable “${tensor.name}” is used in two segments, but its value cannot be passed between files.`,
    hint: 'Keep all operators that use the variable in one segment.',
    details: { tensor: tensor.index },
  });
}

function failBackwards(operator: Operator, segment: number, maker: number): never {
  throw new FailureError({
    code: 'segment/backwards',
    message: `Operator ${operator.index} (${operator.kind}) in segment ${segment} needs a result of segment ${maker}, which runs after it.`,
    hint: 'Move the operator to a later segment, or what it needs to an earlier one.',
    details: { operator: operator.index, segment, maker },
  });
}
