// What a person does on the page, timed inside the page itself.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { median } from './figures.ts';
import { withPage } from './page-browser.ts';

const DRAG_STEPS = 120;
const SCROLL_STEPS = 120;

interface ShownPlan {
  readonly summary: { readonly fileName: string };
  readonly plan: object | null;
}

/** After the last plan: what the page fetches in idle time has been fetched by then. */
const REST_MS = 3000;

/** Scripts of page and workers, gzipped. */
export interface FirstView {
  readonly drawnKb: number;
  /** Once the page is at rest, with nobody there. */
  readonly restKb: number;
  readonly drawnMs: number;
}

/** A first visit that nobody touches: the scripts that come over the wire, and how long it takes to a drawn plan. */
export async function loadFirstView(browser: Browser, url: string): Promise<FirstView> {
  return withPage(browser, async (page) => {
    const scripts = new Map<string, Promise<Buffer>>();
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.set(response.url(), response.body());
    });
    await page.goto(url);
    const drawnMs = await waitForPlan(page, 'resnet50.tflite');
    const drawnKb = await gzippedKb(scripts.values());
    await page.evaluate(() => window.reefIdle());
    await page.waitForTimeout(REST_MS);
    return { drawnKb, restKb: await gzippedKb(scripts.values()), drawnMs };
  });
}

async function gzippedKb(bodies: Iterable<Promise<Buffer>>): Promise<number> {
  let byteCount = 0;
  for (const body of await Promise.all(bodies)) byteCount += gzipSync(body, { level: 9 }).length;
  return byteCount / 1000;
}

/** Gives a file to the page; milliseconds from the page's hearing of it to the painted plan. */
export async function openModelFile(browser: Browser, url: string, file: string): Promise<number> {
  return withPage(browser, async (page) => {
    await openIdle(page, url);
    return giveFile(page, file);
  });
}

export interface FrameTimes {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly frameCount: number;
}

/** Drags a cut over the profile; time from a pointer event to the end of the frame that shows it. */
export async function dragCut(browser: Browser, url: string, file: string): Promise<FrameTimes> {
  return withPage(browser, async (page) => {
    await openIdle(page, url);
    await giveFile(page, file);
    await page.evaluate(() => window.reefIdle());
    const handle = page.locator('reef-plan-view').getByRole('slider', { name: /^Cut 1/ });
    const box = await handle.boundingBox();
    if (box === null) throw new Error('There is no cut to drag.');
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    await page.mouse.move(x, y);
    await page.mouse.down();
    await startTimingFrames(page, 'pointermove');
    for (let step = 1; step <= DRAG_STEPS; step++) {
      await page.mouse.move(x - 200 * Math.sin((step / DRAG_STEPS) * Math.PI), y);
    }
    const times = await readFrameTimes(page);
    await page.mouse.up();
    return times;
  });
}

/** Through views, strategies, devices and a large model; the longest main-thread task, 0 when none is over 50 ms. */
export async function visitEverything(
  browser: Browser,
  url: string,
  file: string,
): Promise<number> {
  return withPage(browser, async (page) => {
    await openIdle(page, url);
    await page.evaluate(() => {
      window.longestTaskMs = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) {
          window.longestTaskMs = Math.max(window.longestTaskMs ?? 0, duration);
        }
      }).observe({ type: 'longtask' });
    });
    await giveFile(page, file);
    await page.evaluate(() => window.reefIdle());
    for (const key of ['1', '2', '3', '4', '2']) await page.keyboard.press(key);
    for (const strategy of ['hybrid', 'compiler', 'balanced']) {
      await page.locator(`[data-strategy="${strategy}"]`).click();
    }
    await page.getByLabel('Devices', { exact: true }).selectOption('8');
    await page.evaluate(() => window.reefIdle());
    await page.keyboard.press('1');
    await page.evaluate(() => window.reefIdle());
    return page.evaluate(() => window.longestTaskMs ?? NaN);
  });
}

/** Scrolls the operator table of a model; time from a scroll event to the end of the frame that shows it. */
export async function scrollTable(
  browser: Browser,
  url: string,
  file: string,
): Promise<FrameTimes> {
  return withPage(browser, async (page) => {
    await openIdle(page, url);
    await giveFile(page, file);
    await page.evaluate(() => window.reefIdle());
    await page.keyboard.press('1');
    const table = page.getByRole('table', { name: 'Operators' });
    const box = await table.boundingBox();
    if (box === null) throw new Error('There is no table to scroll.');
    await page.mouse.move(box.x + 100, box.y + 100);
    await startTimingFrames(page, 'scroll');
    for (let step = 0; step < SCROLL_STEPS; step++) await page.mouse.wheel(0, 150);
    return readFrameTimes(page);
  });
}

/** Opens the page and waits until nothing is pending. */
export async function openIdle(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => typeof window.reefIdle === 'function');
  await page.evaluate(() => window.reefIdle());
}

/** Time from the page's own event for the file to the painted plan. */
export async function giveFile(page: Page, file: string): Promise<number> {
  await page.evaluate(() => {
    window.addEventListener('file-chosen', () => (window.givenAtMs = performance.now()), {
      once: true,
      capture: true,
    });
  });
  await page.locator('reef-open-menu input[type="file"]').setInputFiles(file);
  const drawnAtMs = await waitForPlan(page, path.basename(file));
  return drawnAtMs - (await page.evaluate(() => window.givenAtMs ?? NaN));
}

/** The page's clock once a plan of this model is painted: two frames after its element has it. */
function waitForPlan(page: Page, fileName: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const nextFrame = (): Promise<number> =>
      new Promise((resolve) => requestAnimationFrame(resolve));
    for (;;) {
      await nextFrame();
      const element = document
        .querySelector('reef-app')
        ?.shadowRoot?.querySelector('reef-plan-view');
      const view = (element as unknown as { view: ShownPlan | null } | null)?.view ?? null;
      if (view?.plan != null && view.summary.fileName === wanted) break;
    }
    await nextFrame();
    return performance.now();
  }, fileName);
}

/** What was noted since. */
export async function readFrameTimes(page: Page): Promise<FrameTimes> {
  const frames = await page.evaluate(() => window.frameTimes ?? []);
  const sorted = [...frames].sort((a, b) => a - b);
  return {
    medianMs: median(sorted),
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? NaN,
    frameCount: sorted.length,
  };
}

/** From now on, every such event notes when the frame after it is done: a task queued in its animation frame. */
export function startTimingFrames(
  page: Page,
  type: 'pointermove' | 'scroll' | 'wheel',
): Promise<void> {
  return page.evaluate((eventType) => {
    const times: number[] = [];
    window.frameTimes = times;
    let startMs = -1;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      times.push(performance.now() - startMs);
      startMs = -1;
    };
    // A scroll event does not leave its shadow root.
    const table = document
      .querySelector('reef-app')
      ?.shadowRoot?.querySelector('reef-model-view')
      ?.shadowRoot?.querySelector('reef-operator-table')
      ?.shadowRoot?.querySelector('.scroll');
    const source = eventType === 'scroll' ? (table ?? window) : window;
    const onEvent = (): void => {
      if (startMs >= 0) return;
      startMs = performance.now();
      requestAnimationFrame(() => {
        channel.port2.postMessage(null);
      });
    };
    source.addEventListener(eventType, onEvent, { capture: true });
  }, type);
}

declare global {
  interface Window {
    reefIdle: () => Promise<void>;
    givenAtMs?: number;
    frameTimes?: number[];
    longestTaskMs?: number;
  }
}
