// What the elements of the Share view tell the one that is tied to the app, beside the events of the page's contract.
import type { LinkCopied } from './copy-link.ts';

/** Events by name; the detail is plain data. */
export interface ShareEvents {
  /** The link went to the clipboard, or the browser refused. */
  'link-copied': LinkCopied;
  'print-requested': Record<string, never>;
}

export function emitShare<Name extends keyof ShareEvents>(
  source: EventTarget,
  name: Name,
  detail: ShareEvents[Name],
): void {
  source.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
