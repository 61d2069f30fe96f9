import { fail, formatBytes, ok, plural } from '../../base/index.ts';
import type { Result } from '../../base/index.ts';
import { assemblePlan } from '../assemble.ts';
import { splitLikeVendor } from '../greedy-splits.ts';
import type { VendorSplit } from '../greedy-splits.ts';
import { relaxedLowerBoundMs } from '../lower-bound.ts';
import { firstOutputPosition, placementsOfOrderEnds } from '../order-cuts.ts';
import { checkDeviceCount } from '../request-checks.ts';
import type { PlanRequest, Strategy } from '../types.ts';

/** The vendor's own split into as many segments as devices (edgetpu-compiler.md d); segment i runs on device i. */
export const compiler: Strategy = {
  name: 'compiler',
  title: 'Compiler',
  explanation:
    "What the vendor's edgetpu_compiler --num_segments makes: equal shares of the stored parameter bytes, in its own order.",
  run: (request) => {
    const ends = compilerEnds(request);
    if (!ends.ok) return ends;
    const placements = placementsOfOrderEnds(request, ends.value);
    const lowerBoundMs = relaxedLowerBoundMs(request, request.devices.length);
    return ok(assemblePlan(request, 'compiler', placements, { lowerBoundMs }));
  },
};

/** Exclusive ends, in execution order, of the segments that the compiler makes; fails where it crashes. */
export function compilerEnds(request: PlanRequest): Result<readonly number[]> {
  const count = checkDeviceCount(request);
  if (!count.ok) return count;
  const { graph, costs } = request;
  const sizes = graph.order.map((operator) => costs.operators[operator]?.splitterBytes ?? 0);
  const split = splitLikeVendor(sizes, count.value, firstOutputPosition(request));
  if (split.kind === 'split') return ok(split.ends);
  return fail({
    code: 'partition/compiler-crashes',
    message: `The vendor's compiler crashes when asked for ${plural(count.value, 'segment')} of this model: ${reasonOf(request, split)}`,
    hint: 'Choose another number of devices for comparison with it; every other strategy cuts this model.',
    details: { segments: count.value, emptySegment: split.groupIndex, averageBytes: split.average },
  });
}

function reasonOf(request: PlanRequest, split: VendorSplit & { kind: 'empty-group' }): string {
  const segment = `segment ${split.groupIndex + 1} would be empty`;
  const operator = request.graph.order[split.position];
  const cost = operator === undefined ? undefined : request.costs.operators[operator];
  if (operator === undefined || cost === undefined) {
    return `${segment}, because there are not enough operators before the model's first output.`;
  }
  const output = request.graph.activations[request.graph.outputsOf[operator]?.[0] ?? -1];
  const name = output === undefined ? '' : ` ("${output.name}")`;
  return (
    `${segment}, because operator ${operator}, ${cost.kind}${name}, alone has ${formatBytes(cost.splitterBytes)} ` +
    `of parameters, more than the average of ${formatBytes(split.average)}.`
  );
}
