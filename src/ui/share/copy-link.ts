import { formatCount } from '../../base/index.ts';
import { linkHoldsSentence, linkLeavesOutSentence } from '../../report/index.ts';
import { copyText } from '../parts/copy-text.ts';
import type { ShareViewModel } from './share-view-model.ts';

/** What copying the link came to, for the eye and for the ear. */
export interface LinkCopied {
  readonly isCopied: boolean;
  readonly words: string;
  /** The same, with what went to the clipboard. */
  readonly spoken: string;
}

/** Copies the link. Where the browser refuses, says how to do it by hand. */
export async function copyLink({ url, shared }: ShareViewModel): Promise<LinkCopied> {
  if (await copyText(url)) {
    const words = `Link copied, ${formatCount(url.length)} characters.`;
    const spoken = `${words} ${linkHoldsSentence(shared)} ${linkLeavesOutSentence(shared)}`;
    return { isCopied: true, words, spoken };
  }
  const words = 'The browser refused the clipboard. The link is selected: press Ctrl C.';
  return { isCopied: false, words, spoken: words };
}
