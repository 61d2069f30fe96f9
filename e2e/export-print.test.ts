import type { Page } from '@playwright/test';
import { LONG_RUN_MS, RunView } from './lib/run-view.ts';
import { ShareView } from './lib/share-view.ts';
import { expect, test } from './lib/test.ts';

const FORMATS = ['A4', 'Letter'] as const;

for (const deviceCount of [4, 8]) {
  test(`the report of ${String(deviceCount)} segments is one page of A4 and one of Letter`, async ({
    reef,
    page,
  }) => {
    await reef.open('plan');
    await page.getByLabel('Devices', { exact: true }).selectOption(String(deviceCount));
    await reef.idle();
    await reef.strategy('Balanced').click();
    await reef.idle();
    await expect(reef.segmentRows).toHaveCount(deviceCount);
    await whenPrintingIsReady(page);
    for (const format of FORMATS) expect(pagesOf(await page.pdf({ format }))).toBe(1);
  });
}

test('the report says what the page says, with the run and the link, on white in the dark theme', async ({
  reef,
  page,
}) => {
  test.setTimeout(LONG_RUN_MS);
  await page.emulateMedia({ colorScheme: 'dark' });
  const run = new RunView(reef);
  const share = new ShareView(reef);
  await run.openSmall(3);
  await run.addVirtual();
  await run.runToEnd();
  await share.show();
  const link = await share.linkField.inputValue();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await startPrinting(page);
  const report = page.locator('.print-report');
  await expect(report).toBeVisible();
  await expect(page.locator('reef-app')).toBeHidden();
  await expect(report.getByRole('heading', { level: 1 })).toHaveText(
    /inferences per second on 3 devices.* estimated/,
  );
  await expect(report).toContainText('Run of 15 inferences on virtual accelerators (simulated)');
  await expect(report).toContainText('3 × USB 3 at full clock, a port each; batches of 15.');
  await expect(report).toContainText(/Chrome \d+ on Linux, \d{4}-\d\d-\d\d/);
  await expect(report.getByRole('link')).toHaveAttribute('href', link);
  expect(await report.evaluate((host) => getComputedStyle(host).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  expect(await report.evaluate((host) => getComputedStyle(host).color)).toBe('rgb(0, 0, 0)');
  for (const format of FORMATS) expect(pagesOf(await page.pdf({ format }))).toBe(1);
  await stopPrinting(page);
  await expect(report).toHaveCount(0);
});

test('“Print report” opens the print dialog of the browser with the report in it', async ({
  reef,
  page,
}) => {
  await page.addInitScript(() => {
    window.print = () => {
      window.dispatchEvent(new Event('beforeprint'));
      document.title = `${document.title} (printed)`;
    };
  });
  const share = new ShareView(reef);
  await reef.open('share');
  await whenPrintingIsReady(page);
  await share.button('Print report').click();
  await expect(page).toHaveTitle(/^ResNet-50_.*_devices \(printed\)$/);
  await expect(page.locator('.print-report')).toHaveCount(1);
});

test('without a result the page itself is printed', async ({ reef, page }) => {
  await reef.open('model');
  await whenPrintingIsReady(page);
  await startPrinting(page);
  await expect(page.locator('.print-report')).toHaveCount(0);
});

test('printed before the report is there, a plain page says what is on show; the next print is the report', async ({
  reef,
  page,
}) => {
  let arrive = (): void => undefined;
  const mayArrive = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\/share-[^/]*\.js$/, async (route) => {
    await mayArrive;
    await route.continue();
  });
  // Not `reef.open`, which waits for all that is on its way.
  await page.goto('./');
  await expect(reef.segmentRows.first()).toBeVisible();
  const plain = page.locator('.print-plain');
  await expect(async () => {
    await stopPrinting(page);
    const headline = (await reef.headline.innerText()).replace(/\s*estimated\s*$/, '');
    await startPrinting(page);
    // Plans still get better: what is printed is the one of that moment.
    await expect(plain.getByRole('heading', { level: 1 })).toContainText(headline, {
      timeout: 100,
    });
  }).toPass();
  await expect(plain).toContainText('ResNet-50');
  await expect(plain.getByRole('listitem')).not.toHaveCount(0);
  await page.emulateMedia({ media: 'print' });
  await expect(plain).toBeVisible();
  await expect(page.locator('reef-app')).toBeHidden();
  for (const format of FORMATS) expect(pagesOf(await page.pdf({ format }))).toBe(1);
  await stopPrinting(page);
  await expect(plain).toHaveCount(0);
  arrive();
  await whenPrintingIsReady(page);
  await startPrinting(page);
  await expect(page.locator('.print-report')).toBeVisible();
  await expect(plain).toHaveCount(0);
});

/** The report is loaded when somebody is at the page, and it has nothing else to do. */
async function whenPrintingIsReady(page: Page): Promise<void> {
  await page.mouse.move(10, 10);
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => /\/share-[^/]*\.js$/.test(name)),
  );
  await page.evaluate(() => window.reefIdle());
}

async function startPrinting(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
}

async function stopPrinting(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
}

/** Pages of a PDF: Chromium writes page objects as plain text. */
function pagesOf(pdf: Buffer): number {
  return [...pdf.toString('latin1').matchAll(/\/Type \/Page\b(?!s)/g)].length;
}
