// Random graphs for property tests: chains, inception-like blocks, skips, several inputs and outputs. Every one is legal
// and connected in the sense that operators read what earlier ones made.

import * as fc from 'fast-check';
import { unwrap } from '../../base/index.ts';
import { buildGraphFrom } from '../build-graph-from.ts';
import type { ActivationSpec, GraphSpec, OperatorSpec } from '../graph-spec.ts';
import type { Graph } from '../types.ts';

export interface RandomGraphOptions {
  /** At least 1. */
  readonly minOperators?: number;
  readonly maxOperators?: number;
  /** Sizes of activations, bytes. */
  readonly maxActivationBytes?: number;
}

const DEFAULTS = { minOperators: 1, maxOperators: 12, maxActivationBytes: 2 * 1024 * 1024 };

/** Graphs of any shape that a file can have. */
export function arbitraryGraph(options: RandomGraphOptions = {}): fc.Arbitrary<Graph> {
  return arbitraryGraphSpec(options).map((spec) => unwrap(buildGraphFrom(spec)));
}

/** The same as specifications, for tests that change them before building. */
export function arbitraryGraphSpec(options: RandomGraphOptions = {}): fc.Arbitrary<GraphSpec> {
  return fc.oneof(
    { weight: 1, arbitrary: chainSpec(options) },
    { weight: 3, arbitrary: blockSpec(options) },
    { weight: 4, arbitrary: looseSpec(options) },
  );
}

/** One operator after the other. */
export function chainSpec(options: RandomGraphOptions = {}): fc.Arbitrary<GraphSpec> {
  const { minOperators, maxOperators, maxActivationBytes } = { ...DEFAULTS, ...options };
  return fc
    .array(activationBytes(maxActivationBytes), {
      minLength: minOperators + 1,
      maxLength: maxOperators + 1,
    })
    .map((sizes) => ({
      activations: sizes.map((bytes) => ({ bytes })),
      operators: sizes
        .slice(1)
        .map((_, operator) => ({ inputs: [operator], outputs: [operator + 1] })),
      inputs: [0],
      outputs: [sizes.length - 1],
    }));
}

/** Blocks of parallel branches that meet again, some of them with a skip around the block. */
function blockSpec(options: RandomGraphOptions): fc.Arbitrary<GraphSpec> {
  const { minOperators, maxOperators, maxActivationBytes } = { ...DEFAULTS, ...options };
  const branchLengths = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 });
  return fc
    .record({
      blocks: fc.array(branchLengths, { minLength: 1, maxLength: 4 }),
      sizes: fc.array(activationBytes(maxActivationBytes), {
        minLength: maxOperators + 1,
        maxLength: maxOperators + 1,
      }),
    })
    .map(({ blocks, sizes }) => blocksToSpec(blocks, sizes, Math.max(1, minOperators)));
}

function blocksToSpec(
  blocks: readonly (readonly number[])[],
  sizes: readonly number[],
  minOperators: number,
): GraphSpec {
  const operators: OperatorSpec[] = [];
  const room = sizes.length - 1;
  let trunk = 0;
  const add = (inputs: readonly number[]): number => {
    if (operators.length >= room) return inputs[0] ?? 0;
    operators.push({ inputs, outputs: [operators.length + 1] });
    return operators.length;
  };
  for (const branches of blocks) {
    const ends = branches.map((length) => {
      let end = trunk;
      for (let step = 0; step < length; step++) end = add([end]);
      return end;
    });
    trunk = add([...new Set(ends)]);
  }
  while (operators.length < minOperators) trunk = add([trunk]);
  return withUnreadAsOutputs(
    operators,
    sizes.map((bytes) => ({ bytes })),
    1,
  );
}

/** Operators that read any of what is there, may make two tensors, and may read several inputs of the model. */
function looseSpec(options: RandomGraphOptions): fc.Arbitrary<GraphSpec> {
  const { minOperators, maxOperators, maxActivationBytes } = { ...DEFAULTS, ...options };
  const operator = fc.record({
    reads: fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 3 }),
    // Near ones more often: long skips would leave few depths.
    isNear: fc.boolean(),
    makes: fc.integer({ min: 1, max: 4 }).map((draw) => (draw === 4 ? 2 : 1)),
  });
  return fc
    .record({
      inputCount: fc.integer({ min: 1, max: 3 }),
      operators: fc.array(operator, { minLength: minOperators, maxLength: maxOperators }),
      sizes: fc.array(activationBytes(maxActivationBytes), {
        minLength: 2 * maxOperators + 3,
        maxLength: 2 * maxOperators + 3,
      }),
      extraOutputs: fc.array(fc.nat({ max: 1000 }), { maxLength: 2 }),
    })
    .map(({ inputCount, operators, sizes, extraOutputs }) => {
      let made = inputCount;
      const specs = operators.map(({ reads, isNear, makes }) => {
        const from = isNear ? Math.max(0, made - 3) : 0;
        const inputs = [...new Set(reads.map((draw) => from + (draw % (made - from))))];
        const outputs = Array.from({ length: makes }, (_, position) => made + position);
        made += makes;
        return { inputs, outputs };
      });
      const spec = withUnreadAsOutputs(
        specs,
        sizes.slice(0, made).map((bytes) => ({ bytes })),
        inputCount,
      );
      // A tensor that is read inside may be an output of the model too.
      const more = extraOutputs.map((draw) => inputCount + (draw % (made - inputCount)));
      return { ...spec, outputs: [...new Set([...spec.outputs, ...more])] };
    });
}

function withUnreadAsOutputs(
  operators: readonly OperatorSpec[],
  activations: readonly ActivationSpec[],
  inputCount: number,
): GraphSpec {
  const read = new Set(operators.flatMap((op) => op.inputs));
  const made = operators.flatMap((op) => op.outputs);
  return {
    activations: activations.slice(0, inputCount + made.length),
    operators,
    inputs: Array.from({ length: inputCount }, (_, id) => id),
    outputs: made.filter((id) => !read.has(id)),
  };
}

/** Mostly small, some near and above what changes the on-chip budget. */
function activationBytes(maxBytes: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: 1, max: Math.min(4096, maxBytes) }),
    fc.integer({ min: 1, max: maxBytes }),
  );
}
