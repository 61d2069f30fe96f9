// The fixture of the tests of Reef's own page: the built page in a browser with accelerators on its USB. Built once for all
// tests; skips, with the reason, where no browser can run over the emulated bus.
import type { Page } from '@playwright/test';
import { expect as baseExpect, test as base } from '@playwright/test';
import { ReefPage } from '../../lib/reef-page.ts';
import { RunView } from '../../lib/run-view.ts';
import { isSupported, startBrowserWithUsb, type BrowserWithUsbOptions } from '../index.ts';
import { startReefSite, type ReefSite } from './reef-site.ts';

/** A whole browser with a second process at its USB: slow where the machine is busy. */
export const expect = baseExpect.configure({ timeout: 30_000 });

export interface ReefOverUsb {
  readonly page: Page;
  readonly reef: ReefPage;
  readonly view: RunView;
}

interface TestFixtures {
  /** Starts a browser; opens nothing yet. */
  readonly startReef: (
    options: Pick<BrowserWithUsbOptions, 'chips' | 'permission'>,
  ) => Promise<ReefOverUsb>;
}

export const test = base.extend<TestFixtures, { reefSite: ReefSite | null }>({
  reefSite: [
    async ({}, use) => {
      const site = isSupported() === null ? await startReefSite() : null;
      await use(site);
      await site?.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  startReef: async ({ reefSite, viewport, colorScheme }, use, testInfo) => {
    const problem = isSupported();
    testInfo.skip(problem !== null, problem ?? '');
    const origin = reefSite?.origin ?? '';
    const closers: (() => Promise<void>)[] = [];
    const pages: ReefPage[] = [];
    await use(async (options) => {
      const usb = await startBrowserWithUsb({
        ...options,
        origin,
        contextOptions: { baseURL: origin, viewport, colorScheme },
      });
      closers.push(usb.close);
      const page = await usb.context.newPage();
      const reef = new ReefPage(page);
      pages.push(reef);
      return { page, reef, view: new RunView(reef) };
    });
    for (const close of closers) await close();
    const errors = pages.flatMap((one) => one.errors);
    if (errors.length > 0) throw new Error(`The page reported: ${errors.join('\n')}`);
  },
});
