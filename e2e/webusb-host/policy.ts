// Permission to use a USB device without anybody's click: Chromium's own policy `WebUsbAllowDevicesForUrls`. What is not
// in it stays forbidden, in page and worker, exactly as before a person has chosen a device.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';

/** Twice what it took at worst. */
const START_LIMIT_MS = 60_000;

export interface UsbIds {
  readonly vendorId: number;
  readonly productId: number;
}

/** The devices that one origin may use, written where the browser reads its policies. */
export class UsbPolicy {
  readonly #file: string;
  readonly #origin: string;
  readonly #allowed: UsbIds[];

  /** `etcFolder` is what the browser finds at /etc/chromium. */
  constructor(etcFolder: string, origin: string, allowed: readonly UsbIds[]) {
    const managed = path.join(etcFolder, 'policies/managed');
    mkdirSync(managed, { recursive: true });
    this.#file = path.join(managed, 'webusb.json');
    this.#origin = origin;
    this.#allowed = [...allowed];
    this.#write();
  }

  /** Allows one more kind of device, and waits until the browser has heard of it. */
  async allow(ids: UsbIds, context: BrowserContext): Promise<void> {
    if (this.#allowed.some((known) => isSame(known, ids))) return;
    this.#allowed.push(ids);
    this.#write();
    await reloadPolicies(context, ids);
  }

  #write(): void {
    const devices = this.#allowed.map(({ vendorId, productId }) => ({
      vendor_id: vendorId,
      product_id: productId,
    }));
    const entries = devices.length > 0 ? [{ devices, urls: [this.#origin] }] : [];
    writeFileSync(this.#file, JSON.stringify({ WebUsbAllowDevicesForUrls: entries }));
  }
}

function isSame(a: UsbIds, b: UsbIds): boolean {
  return a.vendorId === b.vendorId && a.productId === b.productId;
}

/**
 * Waits until the browser reads its policies when it is asked to. It puts that off while it starts: for half a minute on
 * a busy machine, and then at once.
 */
export async function whenPoliciesReload(context: BrowserContext): Promise<void> {
  await withPolicyPage(context, async (page) => {
    await page.locator('#reload-policies:not([disabled])').waitFor({ timeout: START_LIMIT_MS });
  });
}

/** The page shows what is in force; one that is closed sooner may not even have asked. */
async function reloadPolicies(context: BrowserContext, { productId }: UsbIds): Promise<void> {
  await withPolicyPage(context, async (page) => {
    const inForce = page.locator('policy-row', { hasText: `"product_id":${String(productId)}` });
    await inForce.first().waitFor();
  });
}

/** The browser watches the folder too, but waits some seconds for it to settle; its own page asks at once. */
async function withPolicyPage(
  context: BrowserContext,
  wait: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await context.newPage();
  await page.goto('chrome://policy');
  await page.locator('#reload-policies').click();
  await wait(page);
  await page.close();
}
