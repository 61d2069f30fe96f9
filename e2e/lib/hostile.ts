// What a hostile link or file could do, and how a test would notice: scripts that run, dialogs, pages that do not answer,
// memory that grows.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { expect } from './test.ts';
import type { ReefPage } from './reef-page.ts';

/** Calls this if it ever runs; put into names, texts and every other place. */
export const SCRIPTS: readonly string[] = [
  '<script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 1">',
  '"><svg onload=window.hacked=1>',
  "javascript:window.hacked=1//'",
  '${window.hacked = 1}',
];

declare global {
  interface Window {
    hacked?: number;
  }
}

/** More than this no process that draws a page may ever hold: the largest samples stay well below. */
const MOST_BYTES = 1_500 * 1024 * 1024;

/** Watches a page while hostile things are given to it. */
export class Watch {
  readonly #page: Page;
  readonly #browser: Browser;
  readonly #seen: string[] = [];

  constructor(page: Page, browser: Browser) {
    this.#page = page;
    this.#browser = browser;
    page.on('dialog', (dialog) => {
      this.#seen.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', (popup) => this.#seen.push(`popup: ${popup.url()}`));
    page.on('framenavigated', (frame) => {
      if (!/^(http:\/\/127\.0\.0\.1:|about:blank$)/.test(frame.url()))
        this.#seen.push(`went to ${frame.url()}`);
    });
  }

  /** The page still answers, nothing of what it was given ran, and its memory is bounded. */
  async expectUnharmed(reef: ReefPage): Promise<void> {
    await reef.idle();
    expect(await this.#page.evaluate(() => window.hacked)).toBeUndefined();
    expect(this.#seen).toEqual([]);
    expect(reef.errors).toEqual([]);
    await reef.tab('Model').click();
    await expect(reef.tab('Model')).toHaveAttribute('aria-current', 'page');
    await reef.tab('Plan').click();
    await expect(reef.tab('Plan')).toHaveAttribute('aria-current', 'page');
  }

  /** Highest memory of every process that draws a page, as the system counts it; nothing where it does not tell. */
  async expectBoundedMemory(): Promise<void> {
    if (process.platform !== 'linux') return;
    const client = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await client.send('SystemInfo.getProcessInfo');
    const peaks = processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id }) => peakBytes(id));
    expect(peaks.length).toBeGreaterThan(0);
    expect(Math.max(...peaks)).toBeLessThan(MOST_BYTES);
    await client.detach();
  }
}

function peakBytes(processId: number): number {
  const status = readFileSync(`/proc/${String(processId)}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** The same numbers for the same seed, so that what fails once fails again (mulberry32). */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Bytes that are dear to parsers of binary files. */
const EDGES: readonly number[] = [0, 1, 0x7f, 0x80, 0xff];

/** A copy with a few bytes changed, removed or doubled. */
export function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const changed = new Uint8Array(bytes);
  for (let change = random(8); change >= 0; change--) {
    const at = random(changed.length);
    const edge = EDGES[random(EDGES.length)] ?? 0;
    if (random(3) === 0) changed.fill(edge, at, at + 4);
    else changed[at] = random(2) === 0 ? edge : random(256);
  }
  const isCut = random(10) === 0;
  return isCut ? changed.subarray(0, random(changed.length)) : changed;
}
