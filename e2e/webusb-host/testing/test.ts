// The fixture of these tests: a browser with accelerators, and the test page in it. Skips, with the reason, where no
// browser can run over the emulated bus.
import { test as base, expect, type Page } from '@playwright/test';
import { isSupported, startBrowserWithUsb, type BrowserWithUsbOptions } from '../index.ts';
import type { OperationName, UsbEvent } from '../page/messages.ts';
import type { Operations } from '../page/operations.ts';
import type { Place } from '../page/page.ts';
import { startTestSite } from './site.ts';

export { expect };

type StartOptions = Pick<BrowserWithUsbOptions, 'chips' | 'permission'> & {
  /** Served beside the page, by path. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
};

/** The test page, seen from the test. */
export class UsbPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Runs an operation in the page or in its worker. Throws what WebUSB threw there. */
  async run<Name extends OperationName>(
    place: Place,
    name: Name,
    ...args: Parameters<Operations[Name]>
  ): Promise<Awaited<ReturnType<Operations[Name]>>> {
    const result = await this.page.evaluate(([where, call]) => window.usbTest.run(where, call), [
      place,
      { name, args },
    ] as const);
    if (!result.ok) throw new Error(result.error);
    return result.value as Awaited<ReturnType<Operations[Name]>>;
  }

  /** Connect and disconnect events since the page was loaded. */
  events(place: Place): Promise<UsbEvent[]> {
    return this.page.evaluate((where) => window.usbTest.events[where], place);
  }

  /** Ids of the accelerators that the page may use, sorted. */
  async ids(place: Place = 'page'): Promise<string[]> {
    return (await this.run(place, 'list')).map(({ id }) => id).sort();
  }

  /** Waits until the page may use exactly these, named by their ids. */
  async seesOnly(...ids: readonly string[]): Promise<void> {
    await expect.poll(() => this.ids(), { intervals: [20] }).toEqual([...ids].sort());
  }
}

export const test = base.extend<{ startUsb: (options: StartOptions) => Promise<UsbPage> }>({
  // Playwright insists on a destructured first argument, even an empty one.
  startUsb: async ({}, use, testInfo) => {
    const problem = isSupported();
    testInfo.skip(problem !== null, problem ?? '');
    const closers: (() => unknown)[] = [];
    await use(async ({ files, ...options }) => {
      const site = await startTestSite(files);
      closers.push(site.close);
      const usb = await startBrowserWithUsb({ ...options, origin: site.origin });
      closers.unshift(usb.close);
      const page = await usb.context.newPage();
      await page.goto(site.origin);
      await page.waitForFunction(() => 'usbTest' in window);
      return new UsbPage(page);
    });
    for (const close of closers) await close();
  },
});
