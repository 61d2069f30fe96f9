// The loop of refinement: cut, compile what changed, read what really went on chip, move a cut, again. The step is
// partition/refine; the compiler is whoever calls: the vendor's on the command line, the virtual one, files that a person drops.
import { fail, ok, type OnProgress, type Result } from '../base/index.ts';
import { estimateSegment, type Costs, type DeviceSpec } from '../edgetpu/index.ts';
import { operatorsBetweenDepths, type Graph } from '../graph/index.ts';
import {
  refineNext,
  startRefine,
  type CompiledSegment,
  type RefineState,
} from '../partition/index.ts';
import { cutSegment } from './cut.ts';
import { matchCompiled, type CompiledFacts } from './match-compiled.ts';
import { planCut } from './plan-cut.ts';
import type { SegmentCut } from './types.ts';
import type { Model, Subgraph } from '../tflite/index.ts';

/** A segment file to its compiled one. Failures say why, with the compiler's own words in the details. */
export type CompileSegment = (fileName: string, segment: Uint8Array) => Promise<Result<Uint8Array>>;

export interface RefineRequest {
  readonly model: Model;
  readonly subgraph: Subgraph;
  readonly modelName: string;
  readonly graph: Graph;
  readonly costs: Costs;
  readonly devices: readonly DeviceSpec[];
  /** Where to begin: depths after which to cut, ascending. */
  readonly cutAfterDepths: readonly number[];
}

export interface RefineContext {
  readonly compile: CompileSegment;
  readonly onProgress?: OnProgress;
  /** Polled between compilations. */
  readonly isCancelled?: () => boolean;
}

/** One set of cuts that was compiled. */
export interface RefineStep {
  readonly cutAfterDepths: readonly number[];
  readonly streamedBytes: readonly number[];
  readonly avoidableBytes: number;
  readonly compiledSegments: number;
}

export interface RefineOutcome {
  readonly cutAfterDepths: readonly number[];
  readonly cuts: readonly SegmentCut[];
  readonly segments: readonly Uint8Array[];
  readonly compiled: readonly Uint8Array[];
  /** What the compiled files say, for planning: one a segment. */
  readonly facts: readonly CompiledFacts[];
  readonly steps: readonly RefineStep[];
  /** Why it stopped before its end; null when it went through. */
  readonly stoppedBy: string | null;
}

interface CompiledFile {
  readonly segment: Uint8Array;
  readonly compiled: Uint8Array;
  readonly facts: CompiledFacts;
}

/**
 * Refines depth cuts with a compiler in the loop. A segment that does not compile ends it: with a failure at the first
 * cuts, with the best cuts so far later on. Failures: those of cutting and of the compiler, `segment/cancelled`.
 */
export async function refineWithCompiler(
  request: RefineRequest,
  context: RefineContext,
): Promise<Result<RefineOutcome>> {
  const loop = new RefineLoop(request, context);
  return await loop.run();
}

class RefineLoop {
  readonly #request: RefineRequest;
  readonly #context: RefineContext;
  /** By operators: a segment is compiled once, whatever cuts it appears in. */
  readonly #known = new Map<string, CompiledFile>();
  readonly #steps: RefineStep[] = [];
  #compilations = 0;

  constructor(request: RefineRequest, context: RefineContext) {
    this.#request = request;
    this.#context = context;
  }

  async run(): Promise<Result<RefineOutcome>> {
    const { graph, cutAfterDepths } = this.#request;
    let state: RefineState = startRefine(graph.depthCount, cutAfterDepths);
    let stoppedBy: string | null = null;
    let best = cutAfterDepths;
    for (;;) {
      if (this.#context.isCancelled?.() === true) return fail(CANCELLED);
      const compiled = await this.#compileAll(state.cutAfterDepths);
      if (!compiled.ok) {
        if (this.#steps.length === 0) return compiled;
        stoppedBy = compiled.failure.message;
        break;
      }
      const next = refineNext(state, compiled.value);
      if (next.kind === 'done') {
        best = next.cutAfterDepths;
        break;
      }
      best = next.best?.cutAfterDepths ?? best;
      state = next;
    }
    return this.#outcome(best, stoppedBy);
  }

  async #compileAll(cutAfterDepths: readonly number[]): Promise<Result<CompiledSegment[]>> {
    const cuts = this.#cutsOf(cutAfterDepths);
    if (!cuts.ok) return cuts;
    const before = this.#compilations;
    const files: CompiledFile[] = [];
    for (const cut of cuts.value) {
      const file = await this.#compileOne(cut);
      if (!file.ok) return file;
      files.push(file.value);
    }
    const segments = files.map((file, index) => this.#judge(file.facts, index));
    this.#steps.push({
      cutAfterDepths,
      streamedBytes: files.map(({ facts }) => facts.streamedBytes),
      avoidableBytes: segments.reduce((sum, { avoidableBytes }) => sum + avoidableBytes, 0),
      compiledSegments: this.#compilations - before,
    });
    return ok(segments);
  }

  async #compileOne(cut: SegmentCut): Promise<Result<CompiledFile>> {
    const key = cut.operators.join();
    const known = this.#known.get(key);
    if (known !== undefined) return ok(known);
    const segment = cutSegment(this.#request.model, cut);
    if (!segment.ok) return segment;
    const { bytes } = segment.value;
    this.#context.onProgress?.({
      done: this.#compilations,
      total: 0,
      label: `Compiling segment ${cut.index + 1} of ${cut.count}, cut set ${this.#steps.length + 1}`,
    });
    const compiled = await this.#context.compile(cut.fileName, bytes);
    if (!compiled.ok) return compiled;
    this.#compilations++;
    const { matched, unmatched } = matchCompiled(
      [cut],
      [{ name: cut.fileName, bytes: compiled.value }],
    );
    const [match] = matched;
    if (match === undefined) return fail(notUsable(cut, unmatched[0]?.reason ?? ''));
    const file = { segment: bytes, compiled: compiled.value, facts: match.facts };
    this.#known.set(key, file);
    return ok(file);
  }

  #judge(facts: CompiledFacts, index: number): CompiledSegment {
    const { graph, costs, devices } = this.#request;
    const device = devices[index] ?? devices[0];
    if (device === undefined) throw new Error('Broken invariant: there is a device');
    const estimate = estimateSegment(graph, costs, {
      operators: facts.operators,
      device,
      fact: facts,
    });
    return { avoidableBytes: estimate.avoidableBytes, stageMs: estimate.stageMs };
  }

  #cutsOf(cutAfterDepths: readonly number[]): Result<readonly SegmentCut[]> {
    const { graph, subgraph, modelName } = this.#request;
    const ends = [...cutAfterDepths, graph.depthCount - 1];
    const segments = ends.map((last, index) => ({
      operators: operatorsBetweenDepths(graph, index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, last),
    }));
    return planCut(subgraph, { modelName, segments });
  }

  #outcome(cutAfterDepths: readonly number[], stoppedBy: string | null): Result<RefineOutcome> {
    const cuts = this.#cutsOf(cutAfterDepths);
    if (!cuts.ok) return cuts;
    const files = cuts.value.map((cut) => this.#known.get(cut.operators.join()));
    const isComplete = (file: CompiledFile | undefined): file is CompiledFile => file !== undefined;
    if (!files.every(isComplete)) throw new Error('Broken invariant: the best cuts were compiled');
    return ok({
      cutAfterDepths,
      cuts: cuts.value,
      segments: files.map(({ segment }) => segment),
      compiled: files.map(({ compiled }) => compiled),
      facts: files.map(({ facts }) => facts),
      steps: this.#steps,
      stoppedBy,
    });
  }
}

const CANCELLED = {
  code: 'segment/cancelled',
  message: 'Refinement was cancelled.',
} as const;

function notUsable(
  cut: SegmentCut,
  reason: string,
): { code: 'segment/compiled-unusable'; message: string; hint: string } {
  return {
    code: 'segment/compiled-unusable',
    message: `The compiler's output for segment ${cut.index + 1} cannot be used. ${reason}`.trim(),
    hint: 'Compile that segment by hand and look at the compiler’s log.',
  };
}
