import type { Page } from '@playwright/test';
import { DIST, StaticSite } from './static-site.ts';
import type { SiteOptions } from './static-site.ts';
import { test as base } from './test.ts';

export { expect } from './test.ts';

/** A test with the page on a server of its own, and with service workers, which other tests do without. */
export const test = base.extend<{ siteOptions: Omit<SiteOptions, 'dir'>; site: StaticSite }>({
  siteOptions: [{}, { option: true }],
  site: async ({ siteOptions }, use) => {
    const site = await StaticSite.start({ ...siteOptions, dir: DIST });
    await use(site);
    await site.stop();
  },
  baseURL: async ({ site }, use) => {
    await use(site.url);
  },
  serviceWorkers: 'allow',
});

/** Waits until the page is kept for visits without a network. */
export async function whenKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}
