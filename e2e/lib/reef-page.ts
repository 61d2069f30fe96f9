// What the tests do on the page, in a person's words. Locators are by role and text wherever a person would use them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

declare global {
  interface Window {
    reefIdle: () => Promise<void>;
  }
}

const FIXTURES = path.resolve('src/tflite/fixtures');

export class ReefPage {
  readonly page: Page;
  /** What went wrong in the page itself: exceptions and error lines of the console. */
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  /** Opens the page and waits until nothing is pending. */
  async open(view = ''): Promise<void> {
    await this.page.goto(view === '' ? './' : `./#${view}`);
    await this.idle();
  }

  /** Waits until nothing is pending: no opening, planning, verification, saving or drawing. */
  async idle(): Promise<void> {
    await this.page.waitForFunction(() => typeof window.reefIdle === 'function');
    await this.page.evaluate(() => window.reefIdle());
  }

  get headline(): Locator {
    return this.page.getByRole('main').getByRole('heading', { level: 1 });
  }

  /** What of the last drop was not taken. */
  get notTaken(): Locator {
    return this.page.getByRole('region', { name: 'Not taken' });
  }

  get facts(): Locator {
    return this.page.locator('reef-header .facts');
  }

  get strategies(): Locator {
    return this.page.getByRole('radiogroup', { name: 'Strategies' });
  }

  strategy(title: string): Locator {
    return this.strategies.getByRole('radio', { name: new RegExp(`^${title}(?! \\()`) });
  }

  tab(name: string): Locator {
    return this.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });
  }

  /** Rows of the segment table, one per segment. */
  get segmentRows(): Locator {
    return this.page.locator('reef-segment-table [role="row"], reef-segment-table tbody tr');
  }

  get cutHandles(): Locator {
    return this.page.locator('reef-plan-view').getByRole('slider', { name: /^Cut/ });
  }

  get verifyButton(): Locator {
    return this.page.locator('reef-plan-actions').locator('[data-action="verify"]');
  }

  /** What the page says of the verification. */
  get verifyState(): Locator {
    return this.page.locator('reef-plan-actions').locator('[data-state="verify"]');
  }

  async openSample(title: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Open model' }).click();
    const panel = this.page.getByRole('group', { name: 'Open a model' });
    await panel.getByRole('button', { name: new RegExp(`^${title}\\b`) }).click();
    await expect(this.facts).toContainText(title);
  }

  /** Gives a file to the page's own file field, as the dialog would. */
  async chooseFile(name: string, bytes: Uint8Array): Promise<void> {
    const field = this.page.locator('reef-open-menu input[type="file"]');
    await field.setInputFiles({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes),
    });
  }

  /** Drops files on the page, through the browser's own events. */
  async drop(
    files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  ): Promise<void> {
    const transfer = await this.page.evaluateHandle(
      (list) => {
        const data = new DataTransfer();
        for (const { name, base64 } of list) {
          const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
          data.items.add(new File([bytes], name));
        }
        return data;
      },
      files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
    );
    await this.page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
    await expect(this.page.getByText('Drop it here')).toBeVisible();
    await this.page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    await expect(this.page.getByText('Drop it here')).toBeHidden();
  }
}

/** A small real model that comes with the repository. */
export function fixture(name: string): Uint8Array {
  return readFileSync(path.join(FIXTURES, name));
}
