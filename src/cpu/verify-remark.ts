import { plural } from '../base/index.ts';
import type { PreparedModel } from './prepare.ts';

/** What was not compared as it is, and why; null where nothing was. */
export function describeRemark({ leftOut, castOutputs }: PreparedModel): string | null {
  const parts: string[] = [];
  if (leftOut.operatorCount > 0) {
    const names = leftOut.unsupported.join(', ');
    const what =
      leftOut.operatorCount === 1
        ? 'it was left out'
        : `${plural(leftOut.operatorCount, 'operator')} were left out`;
    parts.push(
      `The CPU interpreter does not have ${names}, so ${what}: compared up to its inputs.`,
    );
  }
  if (castOutputs.length > 0) {
    const names = castOutputs.map((name) => `"${name}"`).join(', ');
    const verb = castOutputs.length === 1 ? 'holds' : 'hold';
    parts.push(
      `${names} ${verb} 64-bit integers, which the CPU interpreter does not hand over: the same CAST to 32 bits was appended on both sides.`,
    );
  }
  return parts.length === 0 ? null : parts.join(' ');
}
