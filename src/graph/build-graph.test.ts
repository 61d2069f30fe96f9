import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { readModel } from '../tflite/index.ts';
import type { Operator, Subgraph, Tensor } from '../tflite/index.ts';
import { fixtureFiles } from '../tflite/testing/models.ts';
import { loadSampleBytes } from '../samples/testing/load-sample.ts';
import { buildGraph } from './build-graph.ts';
import { crossingBytesAtDepths } from './cuts.ts';
import type { Graph } from './types.ts';

function tensor(index: number, change: Partial<Tensor> = {}): Tensor {
  return {
    index,
    name: `tensor${index}`,
    type: 'INT8',
    shape: [1, 8],
    isDynamic: false,
    isVariable: false,
    bufferIndex: index,
    data: null,
    byteLength: 8,
    quantization: null,
    ...change,
  };
}

function operator(index: number, inputs: number[], outputs: number[]): Operator {
  return { index, kind: 'ADD', customName: null, version: 1, inputs, outputs, options: {} };
}

function subgraph(tensors: Tensor[], operators: Operator[], io: [number[], number[]]): Subgraph {
  return { name: '', tensors, operators, inputs: io[0], outputs: io[1] };
}

function graphOfFile(bytes: Uint8Array): { subgraph: Subgraph; graph: Graph } {
  const [only] = unwrap(readModel(bytes)).subgraphs;
  return { subgraph: only!, graph: unwrap(buildGraph(only!)) };
}

describe('buildGraph', () => {
  it('leaves out constants, absent operands, state and empty operands', () => {
    const graph = unwrap(
      buildGraph(
        subgraph(
          [
            tensor(0, { data: new Uint8Array(8) }),
            tensor(1),
            tensor(2, { isVariable: true }),
            tensor(3, { shape: [0], byteLength: 0 }),
            tensor(4, { byteLength: 80 }),
            tensor(5),
          ],
          [operator(0, [1, 0, -1, 2, 3], [4])],
          [[1], [4]],
        ),
      ),
    );
    expect(graph.activations.map((activation) => activation.tensorIndex)).toEqual([1, 4]);
    expect(graph.inputsOf).toEqual([[0]]);
    expect(graph.activations[1]).toMatchObject({ name: 'tensor4', bytes: 80, isModelOutput: true });
  });

  it.each([
    ['graph/unknown-tensor', subgraph([tensor(0)], [operator(0, [0], [7])], [[0], [0]])],
    [
      'graph/not-made',
      subgraph([tensor(0), tensor(1), tensor(2)], [operator(0, [0, 1], [2])], [[0], [2]]),
    ],
    [
      'graph/constant-written',
      subgraph(
        [tensor(0), tensor(1, { data: new Uint8Array(8) })],
        [operator(0, [0], [1])],
        [[0], [1]],
      ),
    ],
  ])('fails with %s on a file that makes no sense', (code, broken) => {
    expect(buildGraph(broken)).toMatchObject({ ok: false, failure: { code } });
  });

  it.each(fixtureFiles().map((file) => [file.name, file] as const))('reads %s', (_, file) => {
    const { subgraph: only, graph } = graphOfFile(file.load());
    expect(graph.operatorCount).toBe(only.operators.length);
    expect(graph.activations.every(({ bytes }) => bytes > 0)).toBe(true);
    const outputs = graph.activations.filter(({ isModelOutput }) => isModelOutput);
    expect(outputs.map(({ tensorIndex }) => tensorIndex)).toEqual(
      [...only.outputs].sort((a, b) => a - b),
    );
  });
});

describe('sample models', () => {
  it.each([
    // Counted in the published architectures: Inception v3 has 94 convolutions, 13 poolings, 15 concatenations, 2 more.
    ['resnet50', 74, 70],
    ['inception_v3', 124, 64],
    ['mobilenet_v2', 67, 67],
    ['densenet121', 310, 310],
  ])('%s has %i operators in %i depths', async (name, operatorCount, depthCount) => {
    const { graph } = graphOfFile(await loadSampleBytes(name));
    expect([graph.operatorCount, graph.depthCount]).toEqual([operatorCount, depthCount]);
    expect(crossingBytesAtDepths(graph)).toHaveLength(depthCount - 1);
  });

  it('walks an Inception block branch by branch, the last branch first', async () => {
    const { graph } = graphOfFile(await loadSampleBytes('inception_v3'));
    const fork = graph.successors.findIndex((children) => children.length === 4);
    const branches = graph.successors[fork]!;
    const visited = [...branches].sort((a, b) => graph.positionOf[a]! - graph.positionOf[b]!);
    expect(visited).toEqual([...branches].reverse());
    // What is visited between the first two is all of the first branch: each reads from the one before.
    const [first, second] = [graph.positionOf[visited[0]!]!, graph.positionOf[visited[1]!]!];
    const branch = graph.order.slice(first, second);
    expect(branch.length).toBeGreaterThan(1);
    branch.slice(1).forEach((op, step) => expect(graph.predecessors[op]).toEqual([branch[step]]));
  });
});
