// Splits of a row of sizes into consecutive groups: the vendor's rule and the paper's. Numbers only, no graph.
// A split is the list of exclusive ends of its groups, ascending, the last one being the number of sizes.

/** A vendor split, or where its rule breaks: the group that stays empty and the size that is too large for it. */
export type VendorSplit =
  | { readonly kind: 'split'; readonly ends: readonly number[]; readonly average: number }
  | {
      readonly kind: 'empty-group';
      readonly groupIndex: number;
      /** Position of the size that did not fit into the empty group; −1 where there were no more to take. */
      readonly position: number;
      readonly average: number;
    };

/**
 * The vendor's split (edgetpu-compiler.md d.3–d.6): fill each group while it stays within floor(total ÷ n) + 1, leave
 * one entry for each later group up to `firstOutput`, give the rest to the last. O(sizes).
 *
 * @param sizes raw parameter bytes in execution order
 * @param firstOutput position of the first operator that nobody reads; it and all after it go to the last group
 */
export function splitLikeVendor(
  sizes: readonly number[],
  groupCount: number,
  firstOutput: number,
): VendorSplit {
  const average = Math.floor(sizes.reduce((sum, size) => sum + size, 0) / groupCount) + 1;
  const ends: number[] = [];
  let position = 0;
  for (let groupIndex = 0; groupIndex < groupCount - 1; groupIndex++) {
    const start = position;
    const lastAllowed = firstOutput - (groupCount - 1 - groupIndex);
    let groupBytes = 0;
    while (position <= lastAllowed && groupBytes + (sizes[position] ?? 0) <= average) {
      groupBytes += sizes[position] ?? 0;
      position++;
    }
    if (position === start) {
      return {
        kind: 'empty-group',
        groupIndex,
        position: position <= lastAllowed ? position : -1,
        average,
      };
    }
    ends.push(position);
  }
  if (position >= sizes.length) {
    return { kind: 'empty-group', groupIndex: groupCount - 1, position: -1, average };
  }
  ends.push(sizes.length);
  return { kind: 'split', ends, average };
}

/**
 * The split into exactly `groupCount` non-empty groups whose largest sum is as small as can be: binary search on the
 * bound between the largest size and the total, a greedy check per bound. O(sizes · log total). Sizes are whole
 * numbers; `groupCount` is between 1 and the number of sizes.
 */
export function splitEvenly(sizes: readonly number[], groupCount: number): readonly number[] {
  let low = sizes.reduce((most, size) => Math.max(most, size), 0);
  let high = sizes.reduce((sum, size) => sum + size, 0);
  while (low < high) {
    const bound = Math.floor((low + high) / 2);
    if (groupsNeeded(sizes, bound) <= groupCount) high = bound;
    else low = bound + 1;
  }
  return fillGroups(sizes, groupCount, low);
}

function groupsNeeded(sizes: readonly number[], bound: number): number {
  let groups = 1;
  let sum = 0;
  for (const size of sizes) {
    if (sum + size > bound) {
      groups++;
      sum = 0;
    }
    sum += size;
  }
  return groups;
}

/** Fills groups up to `bound` from the front, always leaving one entry for each group that is still to come. */
function fillGroups(
  sizes: readonly number[],
  groupCount: number,
  bound: number,
): readonly number[] {
  const ends: number[] = [];
  let position = 0;
  for (let groupIndex = 0; groupIndex < groupCount - 1; groupIndex++) {
    const lastEnd = sizes.length - (groupCount - 1 - groupIndex);
    let sum = sizes[position] ?? 0;
    position++;
    while (position < lastEnd && sum + (sizes[position] ?? 0) <= bound) {
      sum += sizes[position] ?? 0;
      position++;
    }
    ends.push(position);
  }
  ends.push(sizes.length);
  return ends;
}
