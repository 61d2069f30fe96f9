import type { LinkName } from './types.ts';

/** Every link an accelerator may have, as options list them. */
export const LINK_NAMES = ['usb3', 'usb2', 'pcie'] as const satisfies readonly LinkName[];

/** What a person calls each link. */
export const LINK_WORDS: Readonly<Record<LinkName, string>> = {
  usb3: 'USB 3',
  usb2: 'USB 2',
  pcie: 'PCIe',
};
