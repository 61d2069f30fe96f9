// A real Chromium whose USB bus is emulated: starts it over the shim, plugs virtual accelerators in, and leaves nothing
// behind when it is closed.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { APPLICATION_IDS, BOOT_IDS, type VirtualChip } from '../../src/virtual/index.ts';
import { installChooser } from './chooser.ts';
import { UsbPolicy, whenPoliciesReload } from './policy.ts';
import { buildShim, HOST_FOLDER } from './shim-build.ts';
import { CHROMIUM, isSupported, POLICY_ROOT, unshareFlags } from './supported.ts';
import { UsbRedirPort } from './usbredir-port.ts';

const LAUNCHER = path.join(HOST_FOLDER, 'launch.sh');
/** Child processes may still write to the profile for a moment when the browser's main process has ended. */
const REMOVAL = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 } as const;
/** Folders of one run each; the process that made one stands in its name. */
const FOLDER_PREFIX = path.join(os.tmpdir(), 'reef-usb-');
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--no-first-run',
];

/**
 * `granted`: the origin may use accelerators in both identities from the start, as after an earlier visit.
 * `on-request`: an identity is forbidden until the page has asked for it with `requestDevice`.
 */
export type UsbPermission = 'granted' | 'on-request';

export interface BrowserWithUsbOptions {
  /** One port each; a chip that is not plugged in leaves its port empty until it is. */
  readonly chips: readonly VirtualChip[];
  /** Scheme, host and port of the page: nobody else gets to see the accelerators. */
  readonly origin: string;
  /** Default: `granted`. */
  readonly permission?: UsbPermission;
  /** What Playwright's contexts take: viewport, colour scheme, base URL and the like. */
  readonly contextOptions?: Parameters<typeof chromium.launchPersistentContext>[1];
}

export interface BrowserWithUsb {
  readonly context: BrowserContext;
  /** Ends the browser, unplugs everything and removes its profile. */
  readonly close: () => Promise<void>;
}

/**
 * Starts Chromium with the chips on its USB bus. Throws with the reason where `isSupported()` gives one.
 *
 * @example
 * const usb = await startBrowserWithUsb({ chips: [chip], origin: 'http://127.0.0.1:4317' });
 * const page = await usb.context.newPage();
 */
export async function startBrowserWithUsb(options: BrowserWithUsbOptions): Promise<BrowserWithUsb> {
  const problem = isSupported();
  if (problem !== null) throw new Error(`No browser over the emulated USB: ${problem}`);
  removeLeftovers();
  const shim = buildShim();
  // Short: the path of a Unix socket has room for 107 bytes.
  const folder = mkdtempSync(`${FOLDER_PREFIX}${String(process.pid)}-`);
  const ports: UsbRedirPort[] = [];
  let context: BrowserContext | null = null;
  const close = async (): Promise<void> => {
    await context?.close();
    for (const port of ports) port.close();
    await rm(folder, REMOVAL);
  };
  try {
    const etcFolder = path.join(folder, 'etc');
    const allowed = options.permission === 'on-request' ? [] : [BOOT_IDS, APPLICATION_IDS];
    const policy = new UsbPolicy(etcFolder, options.origin, allowed);
    const sockets = options.chips.map((_, index) => path.join(folder, `port${String(index)}`));
    for (const [index, chip] of options.chips.entries()) {
      ports.push(await UsbRedirPort.listen(chip, sockets[index] ?? ''));
    }
    context = await chromium.launchPersistentContext(path.join(folder, 'profile'), {
      ...options.contextOptions,
      executablePath: LAUNCHER,
      args: CHROMIUM_FLAGS,
      env: environment(folder, shim, sockets),
    });
    if (options.permission === 'on-request') await whenPoliciesReload(context);
    await installChooser(context, options.chips, policy);
    return { context, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function environment(
  folder: string,
  shim: string,
  sockets: readonly string[],
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: folder,
    LANG: 'C.UTF-8',
    REEF_USB_CHROMIUM: CHROMIUM,
    REEF_USB_FOLDER: folder,
    REEF_USB_PARENT: String(process.pid),
    REEF_USB_POLICY_ROOT: POLICY_ROOT,
    REEF_USB_SHIM: shim,
    REEF_USB_SOCKETS: sockets.join(':'),
    REEF_USB_UNSHARE: unshareFlags().join(' '),
  };
}

/** Removes what runs have left that were killed before they could close; their browsers ended with them. */
function removeLeftovers(): void {
  for (const name of readdirSync(os.tmpdir())) {
    const folder = path.join(os.tmpdir(), name);
    const [, pid] = folder.startsWith(FOLDER_PREFIX) ? (/-(\d+)-\w+$/.exec(name) ?? []) : [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(folder, REMOVAL);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
