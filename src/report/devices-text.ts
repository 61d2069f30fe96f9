import { formatCount } from '../base/index.ts';
import { LINK_WORDS } from '../edgetpu/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { joinWords } from './sentences/index.ts';

/** "4 × USB 3 at full clock and 2 × USB 2 at half clock": devices that are alike together, whatever port they are in. */
export function devicesText(devices: readonly Pick<DeviceSpec, 'link' | 'clock'>[]): string {
  const counts = new Map<string, number>();
  for (const { link, clock } of devices) {
    const kind = `${LINK_WORDS[link]} at ${clock === 'max' ? 'full' : 'half'} clock`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return joinWords([...counts].map(([kind, count]) => `${formatCount(count)} × ${kind}`));
}
