// Whose driver rules stand between browser and device; only the remedies of the checks depend on it.
import type { preflight } from '../usb/index.ts';

export type OperatingSystem = Parameters<typeof preflight>[0]['os'];

const BY_WORD: readonly (readonly [RegExp, OperatingSystem])[] = [
  [/android/i, 'android'],
  [/chrome ?os|cros/i, 'chromeos'],
  [/mac/i, 'macos'],
  [/win/i, 'windows'],
  [/linux/i, 'linux'],
];

/** From what the browser says of its platform. */
export function osOf(navigator: {
  readonly userAgentData?: { readonly platform: string };
  readonly platform: string;
}): OperatingSystem {
  const text = navigator.userAgentData?.platform ?? navigator.platform;
  return BY_WORD.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
}
