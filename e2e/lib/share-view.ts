// What the tests do in the Share view, in a person's words.
import { readFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { expect } from '@playwright/test';
import { unwrap } from '../../src/base/index.ts';
import { decodeLink, type SharedResult } from '../../src/share/index.ts';
import type { ReefPage } from './reef-page.ts';

export interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The bytes as text. */
  readonly text: string;
}

export class ShareView {
  readonly reef: ReefPage;

  constructor(reef: ReefPage) {
    this.reef = reef;
  }

  /** Goes there from the view that is on show. */
  async show(): Promise<void> {
    await this.reef.tab('Share').click();
    await expect(this.reef.headline).toContainText('in a link of');
    await this.reef.idle();
  }

  /** Goes there from the page of a link, which has no views. */
  async showFromLink(): Promise<void> {
    const header = this.reef.page.locator('reef-header');
    await header.getByRole('button', { name: 'Share, files' }).click();
    await expect(this.reef.headline).toContainText('in a link of');
    await this.reef.idle();
  }

  get main(): Locator {
    return this.reef.page.getByRole('main');
  }

  get linkField(): Locator {
    return this.main.getByLabel('Link', { exact: true });
  }

  get nameField(): Locator {
    return this.reef.page.getByRole('complementary').getByLabel('Name of the model');
  }

  option(name: string): Locator {
    return this.reef.page.getByRole('complementary').getByLabel(name);
  }

  button(name: string): Locator {
    return this.main.getByRole('button', { name, exact: true });
  }

  /** The main action, in the header. */
  get copyLinkButton(): Locator {
    return this.reef.page
      .locator('reef-header')
      .getByRole('button', { name: /^(Copy link|Link copied|Copying refused)$/ });
  }

  /** What the link in the field holds. */
  async linkedResult(): Promise<SharedResult> {
    return resultOfUrl(await this.linkField.inputValue());
  }

  /** Clicks "Download …" and reads what was saved. */
  async download(label: string): Promise<SavedFile> {
    const [download] = await Promise.all([
      this.reef.page.waitForEvent('download'),
      this.button(`Download ${label}`).click(),
    ]);
    const bytes = new Uint8Array(readFileSync(await download.path()));
    const name = download.suggestedFilename();
    await expect(this.main.getByText(`${name}, `)).toBeVisible();
    return { name, bytes, text: new TextDecoder('utf-8', { fatal: false }).decode(bytes) };
  }
}

/** The result in an address. */
export function resultOfUrl(url: string): SharedResult {
  return unwrap(decodeLink(url.slice(url.indexOf('#') + 1)));
}
