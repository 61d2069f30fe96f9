// What the device picker offers, and where the accelerator that is picked goes. The page's own way over a stand-in USB.
import { describe, expect, test } from 'vitest';
import { KNOWN_FIRMWARE, platformSha256 } from '../usb/index.ts';
import { VirtualUsb, type UsbIdentity, type VirtualChip } from '../virtual/index.ts';
import { instantChip } from '../virtual/testing/instant-chip.ts';
import { standInFirmware, standInRule } from '../workers/runner-stand-in.ts';
import type { App } from './app.ts';
import type { RunControl } from './run-control.ts';
import { createTestApp } from './testing/test-app.ts';
import { testRunPlatform } from './testing/test-run.ts';

const BOOT_LOADER = 'boot';
const WITH_FIRMWARE = 'application';

/** A Run view over accelerators on USB; `offers` is what the pickers showed, `picks` which of it is chosen. */
class Page {
  readonly offers: (readonly UsbIdentity[])[] = [];
  readonly chips: readonly VirtualChip[];
  readonly usb: VirtualUsb;
  /** Of `chips`; null closes the picker. */
  choice: number | null = null;
  comeBack: () => void = () => undefined;
  #app: App | null = null;
  #run: RunControl | null = null;

  constructor(identities: readonly UsbIdentity[]) {
    this.chips = identities.map(instantChip);
    this.usb = new VirtualUsb(this.chips, {
      choose: (candidates) => {
        this.offers.push(candidates.map(({ chip }) => chip.identity));
        const chosen = this.choice === null ? undefined : this.chips[this.choice];
        return candidates.find(({ chip }) => chip === chosen) ?? null;
      },
    });
  }

  static async open(identities: readonly UsbIdentity[]): Promise<Page> {
    const page = new Page(identities);
    const rules = [...KNOWN_FIRMWARE, await standInRule(platformSha256)];
    const { usb } = page.usb;
    const { app } = createTestApp({
      loadRunPlatform: () =>
        Promise.resolve(
          testRunPlatform({
            ...{ usb, runner: { usb, isStandInUsb: true, rules } },
            onReturn: (callback) => (page.comeBack = callback),
          }),
        ),
    });
    page.#app = app;
    page.#run = await app.running.load();
    await app.whenIdle();
    return page;
  }

  get run(): RunControl {
    if (this.#run === null) throw new Error('The page is open');
    return this.#run;
  }

  /** The picker above all rows, or that of a row. */
  async connect(choice: number | null, deviceId?: string): Promise<void> {
    this.choice = choice;
    if (deviceId === undefined) this.run.devices.connect();
    else this.run.devices.prepare(deviceId);
    await this.#app?.whenIdle();
  }

  async giveFirmware(): Promise<void> {
    this.run.devices.useFirmware(new File([standInFirmware()], 'image.bin'));
    await this.#app?.whenIdle();
  }

  /** The list of devices is told in a turn of its own. */
  async expectRows(...rows: readonly string[]): Promise<void> {
    const { store } = this.run;
    await expect
      .poll(() => store.state.situation.devices.map(({ id, state }) => `${id} ${state}`))
      .toEqual(rows);
  }
}

describe('the device picker', () => {
  test('offers accelerators with and without firmware; one that has it already is ready at once', async () => {
    const page = await Page.open([BOOT_LOADER, WITH_FIRMWARE]);
    await page.connect(1);
    expect(page.offers).toEqual([[BOOT_LOADER, WITH_FIRMWARE]]);
    await page.expectRows('coral-1 ready');
    expect(page.run.store.state.notice).toBeNull();
  });

  test('of a row that took its firmware offers those with firmware only, and the one picked is ready', async () => {
    const page = await Page.open([BOOT_LOADER, BOOT_LOADER]);
    await page.connect(0);
    await page.expectRows('coral-1 needs-firmware');
    await page.giveFirmware();
    await page.expectRows('coral-1 needs-permission');
    page.offers.length = 0;
    await page.connect(0, 'coral-1');
    expect(page.offers).toEqual([[WITH_FIRMWARE]]);
    await page.expectRows('coral-1 ready');
  }, 30_000);

  test('above the rows still offers a boot loader while another one waits to be allowed again', async () => {
    const page = await Page.open([BOOT_LOADER, BOOT_LOADER]);
    await page.giveFirmware();
    await page.connect(0);
    await page.expectRows('coral-1 needs-permission');
    await page.connect(1);
    expect(page.offers.at(-1)).toEqual([WITH_FIRMWARE, BOOT_LOADER]);
    await page.expectRows('coral-1 needs-permission', 'coral-2 needs-permission');
    await page.connect(1, 'coral-2');
    await page.expectRows('coral-1 needs-permission', 'coral-2 ready');
  }, 30_000);

  test('that found nothing with firmware offers all at the next try: the accelerator was unplugged meanwhile', async () => {
    const page = await Page.open([BOOT_LOADER]);
    await page.giveFirmware();
    await page.connect(0);
    await page.expectRows('coral-1 needs-permission');
    page.chips[0]?.unplug();
    page.chips[0]?.plug();
    await page.connect(0, 'coral-1');
    await page.expectRows('coral-1 needs-permission');
    await page.connect(0, 'coral-1');
    expect(page.offers.slice(-2)).toEqual([[], [BOOT_LOADER]]);
    await page.expectRows('coral-1 needs-permission');
    await page.connect(0, 'coral-1');
    expect(page.offers.at(-1)).toEqual([WITH_FIRMWARE]);
    await page.expectRows('coral-1 ready');
  }, 30_000);

  test('in which an accelerator of another row is picked says so', async () => {
    const page = await Page.open([WITH_FIRMWARE, WITH_FIRMWARE]);
    await page.connect(0);
    await page.connect(1);
    page.chips[1]?.unplug();
    await page.expectRows('coral-1 ready', 'coral-2 lost');
    await page.connect(0, 'coral-2');
    expect(page.run.store.state.notice?.code).toBe('usb/already-listed');
    await page.expectRows('coral-1 ready', 'coral-2 lost');
  });
});

test('a permission withdrawn in the browser’s settings shows when the person comes back to the page', async () => {
  const page = await Page.open([WITH_FIRMWARE]);
  await page.connect(0);
  await page.expectRows('coral-1 ready');
  page.usb.withdrawPermissions();
  page.comeBack();
  await page.expectRows('coral-1 needs-permission');
  const [row] = page.run.store.state.situation.devices;
  expect(row?.failure?.message).toContain('no longer lets this page');
});
