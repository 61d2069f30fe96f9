import { LINK_WORDS } from '../edgetpu/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';

/** "USB 3, maximum clock, own ports"; "USB 3, USB 3, USB 2, maximum clock, one shared port". */
export function describeDevices(devices: readonly DeviceSpec[]): string {
  const links = devices.map(({ link }) => LINK_WORDS[link]);
  const clocks = devices.map(({ clock }) => (clock === 'max' ? 'maximum clock' : 'standard clock'));
  const buses = new Set(devices.map(({ bus }) => bus));
  const words = [...mergeEqual(links), ...mergeEqual(clocks)];
  if (devices.length > 1) words.push(buses.size === 1 ? 'one shared port' : 'own ports');
  return words.join(', ');
}

function mergeEqual(words: readonly string[]): readonly string[] {
  return new Set(words).size === 1 ? words.slice(0, 1) : words;
}
