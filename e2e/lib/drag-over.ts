// Something dragged onto the page from outside the browser, as the system would: through the browser's own handling, which
// would open a file or go to an address if the page did not take it.
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

export interface Dragged {
  /** Paths of files and folders on this computer. */
  readonly files?: readonly string[];
  /** A link, with its address as the text. */
  readonly address?: string;
}

const COPY_OR_LINK = 1 | 2;

export async function dragOver(page: Page, { files = [], address }: Dragged): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const items =
    address === undefined
      ? []
      : ['text/uri-list', 'text/plain'].map((mimeType) => ({ mimeType, data: address }));
  const data = { items, files: [...files], dragOperationsMask: COPY_OR_LINK };
  const at = { x: 640, y: 400, data };
  await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at });
  await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...at });
  await expect(page.getByText('Drop it here')).toBeVisible();
  await session.send('Input.dispatchDragEvent', { type: 'drop', ...at });
  await expect(page.getByText('Drop it here')).toBeHidden();
  await session.detach();
}
