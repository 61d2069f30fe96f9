// Memory of the page over many models, one after the other.
import { readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { withPage } from './page-browser.ts';
import { giveFile, openIdle } from './page-tasks.ts';

const MIB = 1024 * 1024;

export interface MemoryReading {
  /** The page's own heap, garbage collected. */
  readonly heapMib: number;
  readonly nodeCount: number;
  /** The whole process, workers included; null where the system does not say. */
  readonly processMib: number | null;
}

export interface MemoryTrend {
  readonly settled: MemoryReading;
  readonly end: MemoryReading;
}

/**
 * Opens one file after the other; memory after a quarter of them and at the end. Files, not samples: the browser's
 * network inspector, which the tests' driver switches on, keeps what a page fetches.
 */
export async function changeModels(
  browser: Browser,
  url: string,
  { files, count }: { readonly files: readonly string[]; readonly count: number },
): Promise<MemoryTrend> {
  return withPage(browser, async (page) => {
    await openIdle(page, url);
    const session = await page.context().newCDPSession(page);
    let settled: MemoryReading | null = null;
    for (let change = 1; change <= count; change++) {
      await giveFile(page, files[change % files.length] ?? '');
      if (change === Math.round(count / 4)) settled = await readMemory(browser, page, session);
    }
    const end = await readMemory(browser, page, session);
    return { settled: settled ?? end, end };
  });
}

async function readMemory(
  browser: Browser,
  page: Page,
  session: CDPSession,
): Promise<MemoryReading> {
  await page.evaluate(() => window.reefIdle());
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const valueOf = (name: string): number =>
    metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return {
    heapMib: valueOf('JSHeapUsedSize') / MIB,
    nodeCount: valueOf('Nodes'),
    processMib: await largestRendererMib(browser),
  };
}

/** Resident memory of the largest renderer process: the one that the page and its workers live in. Linux only. */
async function largestRendererMib(browser: Browser): Promise<number | null> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => residentMib(id));
  return sizes.some((size) => size === null) ? null : Math.max(...sizes.map((size) => size ?? 0));
}

function residentMib(processId: number): number | null {
  try {
    const status = readFileSync(`/proc/${String(processId)}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  } catch {
    // No /proc on this system.
    return null;
  }
}
