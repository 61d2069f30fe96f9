// What a person sees of a result from a link, for the tests that open one.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { ReefPage } from './reef-page.ts';

/** A link that was sent once and has to open for ever; `name` is a file of src/share/golden. */
export function goldenLink(name: string): string {
  return readFileSync(path.resolve('src/share/golden', `${name}.link`), 'utf8').trim();
}

export class LinkPage {
  readonly reef: ReefPage;
  readonly page: Page;

  constructor(reef: ReefPage) {
    this.reef = reef;
    this.page = reef.page;
  }

  /** Opens Reef at a link, as a click in a mail does. */
  async open(link: string): Promise<void> {
    await this.page.goto(`/#${link}`);
    await this.reef.idle();
  }

  /** Says that this is somebody's result, and what to do. */
  get notice(): Locator {
    return this.page.getByRole('region', { name: 'From a link' });
  }

  /** The line above a model that says how it stands to the link. */
  get strip(): Locator {
    return this.page.locator('[data-strip="link"]');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('main').getByRole('button', { name });
  }
}

/** What is drawn: every mark and figure of the charts that both the plan and its link have. */
export async function picture(
  page: Page,
): Promise<Readonly<Record<'headline' | 'profile' | 'segments' | 'timeline', string>>> {
  const textOf = async (tag: string): Promise<string> =>
    page
      .locator(tag)
      .evaluate(
        (element) =>
          (element.shadowRoot as unknown as HTMLElement | null)?.textContent
            .replace(/\s+/g, ' ')
            .trim() ?? '',
      );
  return {
    headline: await page.getByRole('main').getByRole('heading', { level: 1 }).innerText(),
    // The captions beneath the cuts, the segments' numbers, the scale.
    profile: await page
      .locator('reef-depth-profile svg, reef-shared-profile svg')
      .evaluate((drawing) =>
        [...drawing.querySelectorAll('text')].map((text) => text.textContent).join(' '),
      ),
    segments: await textOf('reef-segment-table'),
    timeline: await page
      .locator('reef-pipeline-timeline svg')
      .evaluate((drawing) =>
        [...drawing.querySelectorAll('rect')]
          .map((bar) =>
            ['x', 'y', 'width'].map((name) => Math.round(Number(bar.getAttribute(name)))).join(),
          )
          .join(' '),
      ),
  };
}

/** The fragment of the address. */
export function fragmentOf(page: Page): string {
  return new URL(page.url()).hash.slice(1);
}

/** The result link in the address, without the view before it. */
export function linkInAddress(page: Page): string {
  return fragmentOf(page).replace(/^\w+\//, '');
}
