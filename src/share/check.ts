// What a link says must fit together before anybody draws it: a length that a list is made of, a position in another list.
import { damaged } from './read-fields.ts';
import type { SharedPlan, SharedResult } from './types.ts';

export const MAX_DEVICES = 16;
export const MAX_DEPTHS = 16_384;
/** Ten times the operators of the largest model that fits a `.tflite` file. */
const MAX_OPERATORS = 200_000;
/** A terabyte, and a day in milliseconds: past them, figures are made up. */
const MAX_BYTES = 2 ** 40;
const MAX_MS = 86_400_000;

/** The result itself, when its parts agree with each other; throws `share/damaged` otherwise. */
export function checkConsistent(result: SharedResult): SharedResult {
  const { model, profile, plan, devices, strategies } = result;
  const depthCount = profile.compiledParamBytes.length;
  const names = strategies.map((entry) => entry.strategy);
  require(depthCount >= 1 && profile.crossingBytes.length <= depthCount, 'profile');
  require(model.operatorCount >= 1 && model.operatorCount <= MAX_OPERATORS, 'model');
  require(devices.length >= 1, 'devices');
  require(result.batch >= 1, 'batch');
  require(new Set(names).size === names.length, 'strategies');
  require(model.bytes <= MAX_BYTES && model.compiledParamBytes <= MAX_BYTES, 'model');
  checkSegments(plan, model.operatorCount, depthCount);
  checkDevices(plan, devices.length);
  checkCuts(plan, depthCount);
  return result;
}

function checkSegments({ segments }: SharedPlan, operatorCount: number, depthCount: number): void {
  const operators = segments.reduce((sum, segment) => sum + segment.operatorCount, 0);
  require(operators <= operatorCount, 'segments');
  for (const segment of segments) {
    const { firstDepth, lastDepth, cachedBytes, streamedBytes, avoidableBytes } = segment;
    require(firstDepth <= lastDepth && lastDepth < depthCount, 'segments');
    require(avoidableBytes <= streamedBytes, 'segments');
    require(cachedBytes + streamedBytes <= MAX_BYTES, 'segments');
    const { onChipBytes, budgetBytes, inBytes, outBytes } = segment;
    require(onChipBytes + budgetBytes + inBytes + outBytes <= MAX_BYTES, 'segments');
    const { inMs, computeMs, streamMs, outMs } = segment;
    require(inMs + computeMs + streamMs + outMs <= MAX_MS, 'segments');
  }
}

/** No device serves two segments. */
function checkDevices({ segments }: SharedPlan, deviceCount: number): void {
  const used = segments.flatMap((segment) => segment.deviceIndices);
  require(new Set(used).size === used.length, 'devices');
  require(used.every((index) => index >= 0 && index < deviceCount), 'devices');
}

function checkCuts({ cuts, splits }: SharedPlan, depthCount: number): void {
  const isAscending = cuts.every(
    ({ afterDepth }, index) =>
      afterDepth > (cuts[index - 1]?.afterDepth ?? -1) && afterDepth < depthCount - 1,
  );
  require(isAscending, 'cuts');
  require(splits.every(({ depth }) => depth < depthCount), 'profile');
}

function require(isTrue: boolean, what: string): void {
  if (!isTrue) throw damaged(`its ${what}`);
}
