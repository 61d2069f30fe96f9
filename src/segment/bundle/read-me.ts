import {
  formatBytes,
  formatFileSize,
  formatMs,
  formatSignificant,
  plural,
} from '../../base/index.ts';
import type { SegmentJson } from '../../partition/index.ts';
import type { SegmentCut } from '../types.ts';
import { COMPILED_DIR } from './compile-script.ts';
import type { BundleRequest } from './types.ts';

/** README.txt: what is in the bundle, what to do with it, and what to expect. */
export function readMe(request: BundleRequest): string {
  const { model, cuts, plan } = request;
  const parts = [
    `${model.name} in ${plural(cuts.length, 'segment')}`,
    `Cut with Reef, strategy “${plan.strategy}”, for ${plural(plan.devicesUsed, 'Edge TPU')}.
Model: ${model.source}, ${formatFileSize(model.bytes)}, SHA-256 ${model.sha256}`,
    `What to expect (estimated, not measured)
  slowest stage  ${formatMs(plan.bottleneckMs)} per inference, that is ${formatSignificant(plan.throughputPerSecond)} inferences per second
  latency        ${formatMs(plan.latencyMs)} for one inference through all segments`,
    `Segments, in pipeline order (memory estimated)\n${plan.segments.map((s) => segmentLine(s, cuts)).join('\n')}`,
    STEPS,
    ...warnings(request),
  ];
  return `${parts.join('\n\n')}\n`;
}

function segmentLine(segment: SegmentJson, cuts: readonly SegmentCut[]): string {
  const streamed =
    segment.streamedBytes === 0 ? 'none' : `${formatBytes(segment.streamedBytes)} of parameters`;
  return `  ${cuts[segment.index]?.fileName ?? ''}
    ${plural(segment.operators.length, 'operator')}, ${formatBytes(segment.cachedBytes)} kept on chip, ${streamed} streamed, ${formatMs(segment.stageMs)}`;
}

const STEPS = `What to do
  1. Compile the segments for the Edge TPU.
       Linux on x86-64 with Google's compiler:  sh compile.sh
       anything else:                           open compile.ipynb in a hosted notebook and run its cells
     Both write the folder “${COMPILED_DIR}”.
  2. Run them. Either drop the compiled files on Reef's page, or deploy without it:
       python3 run_pipeline.py --help
plan.json holds the plan with all its figures.`;

/** What the vendor's runner cannot do with this plan, each with what to do instead. */
function warnings({ cuts, plan }: BundleRequest): readonly string[] {
  const texts: string[] = [];
  const early = earlyOutputs(cuts);
  if (early.length > 0) {
    texts.push(`Note: ${early.map((name) => `“${name}”`).join(', ')} ${early.length === 1 ? 'is an output' : 'are outputs'} of the model made before the last segment.
The vendor's runner (run_pipeline.py) refuses that; Reef's own pipeline hands such outputs out. For the vendor's
runner choose a plan whose last segment makes all outputs, for instance the strategy “compiler”.`);
  }
  const shared = plan.segments.filter((segment) => segment.replicas > 1);
  if (shared.length > 0) {
    texts.push(`Note: this plan has several devices take turns on ${shared.map(({ index, replicas }) => `segment ${index} (${replicas} devices)`).join(', ')}.
run_pipeline.py uses one device a segment, so it will be slower than estimated here.`);
  }
  const onCpu = plan.segments.filter((segment) => segment.cpuOperatorCount > 0);
  if (onCpu.length > 0) {
    texts.push(
      `Note: some operators run on the CPU (${onCpu.map(({ index, cpuOperatorCount }) => `${cpuOperatorCount} in segment ${index}`).join(', ')}). The estimates are without that part.`,
    );
  }
  return texts;
}

/** Names of model outputs that leave the pipeline before its last segment. */
export function earlyOutputs(cuts: readonly SegmentCut[]): readonly string[] {
  return cuts.slice(0, -1).flatMap((cut) => {
    const readLater = new Set(
      cuts
        .slice(cut.index + 1)
        .flatMap((later) => later.inputs.map(({ tensorIndex }) => tensorIndex)),
    );
    return cut.outputs
      .filter(({ tensorIndex }) => !readLater.has(tensorIndex))
      .map(({ name }) => name);
  });
}
