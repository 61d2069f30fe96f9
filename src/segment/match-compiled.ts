// Compiled files that come back from the vendor's compiler, matched to the segments that they were compiled from: by the
// names of their tensors, never by order, and by file name only to tell what is unclear.
import { fail, ok, type Result } from '../base/index.ts';
import { instructionBytes, readPackage } from '../edgetpu/package/index.ts';
import { readModel } from '../tflite/index.ts';
import type { SegmentCut } from './types.ts';

/** What a compiled file says of its segment; the same fields as a planner's fact. */
export interface CompiledFacts {
  /** Operators of the segment, ascending. */
  readonly operators: readonly number[];
  /** Kept on chip, and streamed at every inference. */
  readonly cachedBytes: number;
  readonly streamedBytes: number;
  readonly instructionBytes: number;
}

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface MatchedFile extends GivenFile {
  readonly segmentIndex: number;
  readonly facts: CompiledFacts;
  /** Kinds of the operators that the compiler left to the CPU. */
  readonly cpuKinds: readonly string[];
}

export interface CompiledMatch {
  /** By segment; where two files fit one segment, the later one counts. */
  readonly matched: readonly MatchedFile[];
  /** Files that belong to no segment of this plan, with the reason in a sentence. */
  readonly unmatched: readonly { readonly name: string; readonly reason: string }[];
  /** Segments that no file was found for. */
  readonly missing: readonly number[];
}

/** Finds the segment of every compiled file. Never fails: what cannot be read or matched is listed with the reason. */
export function matchCompiled(
  cuts: readonly SegmentCut[],
  files: readonly GivenFile[],
): CompiledMatch {
  const found = new Map<number, MatchedFile>();
  const unmatched: { name: string; reason: string }[] = [];
  for (const file of files) {
    const match = matchOne(cuts, file);
    if (match.ok) found.set(match.value.segmentIndex, match.value);
    else unmatched.push({ name: file.name, reason: match.failure.message });
  }
  return {
    matched: [...found.values()].sort((a, b) => a.segmentIndex - b.segmentIndex),
    unmatched,
    missing: cuts.flatMap(({ index }) => (found.has(index) ? [] : [index])),
  };
}

function matchOne(cuts: readonly SegmentCut[], file: GivenFile): Result<MatchedFile> {
  const compiled = readPackage(file.bytes);
  if (!compiled.ok) return compiled;
  const model = readModel(file.bytes);
  if (!model.ok) return model;
  const [subgraph] = model.value.subgraphs;
  const namesOf = (indices: readonly number[] = []): string =>
    keyOf(indices.map((index) => subgraph?.tensors[index]?.name ?? ''));
  const inputs = namesOf(subgraph?.inputs);
  const outputs = namesOf(subgraph?.outputs);
  const cut = cuts.find(
    (one) => keyOf(one.inputs.map(nameOf)) === inputs && keyOf(one.outputs.map(nameOf)) === outputs,
  );
  if (cut === undefined) return fail(noSegment(file.name));
  const { executables } = compiled.value.package;
  const bytesOf = (isCached: boolean): number =>
    executables
      .filter(({ type }) => (type === 'PARAMETER_CACHING') === isCached)
      .reduce((sum, { parameters }) => sum + parameters.length, 0);
  const main = executables.find(({ type }) => type !== 'PARAMETER_CACHING');
  return ok({
    ...file,
    segmentIndex: cut.index,
    cpuKinds: compiled.value.cpuOperators.map(({ kind }) => kind),
    facts: {
      operators: cut.operators,
      cachedBytes: bytesOf(true),
      streamedBytes: bytesOf(false),
      instructionBytes: main === undefined ? 0 : instructionBytes(main),
    },
  });
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

/** Compilers list boundary tensors in an order of their own. */
function keyOf(names: readonly string[]): string {
  return JSON.stringify([...names].sort());
}

function noSegment(name: string): { code: 'segment/no-match'; message: string; hint: string } {
  return {
    code: 'segment/no-match',
    message: `"${name}" has other inputs and outputs than any segment of this plan: it was compiled from another cut.`,
    hint: 'Compile the segments of this plan, or choose the plan that the file belongs to.',
  };
}
