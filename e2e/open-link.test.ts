// A result that somebody sent as a link: opened with nothing at hand, made live by its model, or not to be read.
import type { Locator, Page } from '@playwright/test';
import { fixture, ReefPage } from './lib/reef-page.ts';
import { goldenLink, linkInAddress, LinkPage, picture } from './lib/link-page.ts';
import { expect, test } from './lib/test.ts';

const NAME = 'mobilenet_v1_0.25_128_quant';
const MODEL = fixture(`${NAME}.tflite`);
const MEASURED = goldenLink('v1-resnet152-8-devices-measured');

test('a link opens at once with no model: the result, its run, and what is not in it', async ({
  reef,
  page,
}) => {
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  const link = new LinkPage(reef);
  await link.open(MEASURED);
  await expect(reef.headline).toContainText(/184 inferences per second on 8 devices/);
  await expect(reef.headline).toContainText('estimated');
  await expect(reef.segmentRows).toHaveCount(8);
  await expect(link.notice).toContainText('Somebody’s result');
  await expect(link.notice).toContainText(/No weights, no tensor or operator names/);
  await expect(link.notice).toContainText(/62\.3 MB whose SHA-256 starts with a3a3 a3a3 a3a3/);
  await expect(page.getByRole('main')).toContainText(
    /150 inferences on Coral accelerators \(measured\): 181 inferences per second/,
  );
  await expect(page.locator('reef-run-stages tbody tr')).toHaveCount(8);
  await expect(page.locator('aside')).toContainText('8 × USB 3');
  await expect(page.locator('aside')).toContainText('Chrome 156 on Linux, 2026-11-24');
  // Nothing is read, planned or run for it.
  expect(workers).toEqual([]);
});

test('a link tells the link rates of a run that its plan was made with', async ({ reef, page }) => {
  await new LinkPage(reef).open(goldenLink('v1-mobilenet-v2-3-devices-measured-rates'));
  await expect(page.locator('aside')).toContainText(
    /Link rates\s*USB 3: 351 MB\/s in, 302 MB\/s out, 0\.21 ms fixed, measured/,
  );
});

test('a link is to read: there is nothing to drag, to verify or to download', async ({
  reef,
  page,
}) => {
  await new LinkPage(reef).open(MEASURED);
  await expect(page.getByRole('slider', { name: /^Cut/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /Verify|Download/ })).toHaveCount(0);
  await page.getByRole('slider', { name: 'Depth to read' }).press('ArrowRight');
  await expect(page.getByText(/Depth 0 · segment 1/)).toBeVisible();
});

test('a link reads as one column on a phone', async ({ reef, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await new LinkPage(reef).open(MEASURED);
  await expect(reef.headline).toBeVisible();
  await expect(page.locator('main').getByText('Strategies compared')).toBeVisible();
  await expect(page.locator('main').getByText('Where it comes from')).toBeVisible();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});

for (const name of [
  'v1-efficientnet-lite4-4-devices-one-bus',
  'v1-inception-v3-4-devices',
  'v1-mobilenet-v2-3-devices-in-turn',
]) {
  test(`a link that was sent long ago still opens: ${name}`, async ({ reef }) => {
    await new LinkPage(reef).open(goldenLink(name));
    await expect(reef.headline).toContainText(/inferences per second on/);
    expect(await reef.segmentRows.count()).toBeGreaterThan(0);
  });
}

test('planned, dragged, undone, and opened elsewhere: the same picture', async ({
  reef,
  page,
  browser,
}) => {
  await reef.open();
  await reef.openSample('Inception v3');
  await reef.idle();
  await reef.strategy('Balanced').click();
  await dragBy(page, reef.cutHandles.first(), -120);
  await dragBy(page, reef.cutHandles.last(), -60);
  await page.keyboard.press('Control+z');
  await reef.idle();
  const sent = await picture(page);

  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const other = new ReefPage(await context.newPage());
  await new LinkPage(other).open(linkInAddress(page));
  expect(await picture(other.page)).toEqual(sent);
  expect(other.errors).toEqual([]);
  await context.close();
});

test('a sample is one click from live: its plan is made again and stands beside the link’s', async ({
  reef,
  page,
}) => {
  await reef.open();
  await reef.openSample('MobileNet v2 1.0');
  await page.getByLabel('Devices', { exact: true }).selectOption('3');
  await reef.idle();
  await reef.strategy('Profiled').click();
  await reef.idle();
  const sent = await picture(page);
  const link = linkInAddress(page);

  await leave(page);
  const opened = new LinkPage(reef);
  await opened.open(link);
  await opened.button('Open the sample MobileNet v2 1.0').click();
  await reef.idle();
  await expect(opened.strip).toContainText(/live\. Slowest stage [\d.]+ ms, as in the link\./);
  await expect(page.getByLabel('Devices', { exact: true })).toHaveValue('3');
  await expect(reef.strategy('Profiled')).toHaveAttribute('aria-checked', 'true');
  expect(await picture(page)).toEqual(sent);

  await reef.cutHandles.first().press('ArrowLeft');
  await expect(opened.strip).toContainText(/ms now, [\d.]+ ms in the link \([+−]/);
  await opened.button('Compare with the link').click();
  await expect(page.locator('reef-compare')).toContainText('Slowest stage');
});

test('the same file, dropped, makes a link of own cuts live, and it stays so after a reload', async ({
  reef,
  page,
}) => {
  const link = await linkOfOwnCuts(reef);
  await leave(page);
  const opened = new LinkPage(reef);
  await opened.open(link);
  await expect(opened.notice).toContainText('MobileNet v1 0.25, of 526 kB');
  await reef.drop([{ name: 'renamed.tflite', bytes: MODEL }]);
  await reef.idle();
  await expect(opened.strip).toContainText('The model of the link, live.');
  await expect(reef.strategy('Your cuts')).toHaveAttribute('aria-checked', 'true');
  await page.waitForTimeout(700); // edits are kept once the person rests
  await page.reload();
  await reef.idle();
  await expect(reef.strategy('Your cuts')).toHaveAttribute('aria-checked', 'true');
  await expect(opened.strip).toContainText('as in the link');
  await opened.button('Close the link').click();
  await expect(opened.strip).toHaveCount(0);
  await expect(reef.facts).toContainText('renamed');
});

test('another model than the link’s is said to be another, and the link stays a click away', async ({
  reef,
  page,
}) => {
  const opened = new LinkPage(reef);
  await opened.open(MEASURED);
  await reef.drop([{ name: `${NAME}.tflite`, bytes: MODEL }]);
  await reef.idle();
  await expect(opened.strip).toContainText(`${NAME} is not the model of the link (ResNet-152).`);
  await expect(reef.headline).toContainText('inferences per second on');
  await opened.button('Back to the link').click();
  await expect(reef.headline).toContainText('184 inferences per second');
  await opened.button(`Back to ${NAME}`).click();
  await expect(reef.strategies).toBeVisible();
  await expect(page.locator('reef-header .facts')).toContainText(NAME);
});

for (const { what, fragment, says } of [
  { what: 'damaged', fragment: MEASURED.slice(0, -40), says: /This link is damaged/ },
  { what: 'newer', fragment: `v2${MEASURED.slice(2)}`, says: /another version of Reef/ },
  { what: 'nothing but noise', fragment: 'v1.%3Cscript%3Ealert(1)%3C/script%3E', says: /damaged/ },
  { what: 'far too long', fragment: `v1.${'A'.repeat(40_000)}`, says: /does not hold a result/ },
]) {
  test(`a link that cannot be opened says why and what to do: ${what}`, async ({ reef, page }) => {
    page.on('dialog', () => {
      throw new Error('A link has run something.');
    });
    const opened = new LinkPage(reef);
    await opened.open(fragment);
    await expect(reef.headline).toHaveText('This link cannot be opened');
    await expect(page.getByRole('main')).toContainText(says);
    await expect(page.getByRole('main')).toContainText(/Ask for|Open/);
    await opened.button('Start without it').click();
    await reef.idle();
    await expect(reef.facts).toContainText('ResNet-50');
  });
}

test('a model can be opened from the page of a link that cannot be read', async ({ reef }) => {
  await new LinkPage(reef).open('v1.AAAA');
  await reef.drop([{ name: `${NAME}.tflite`, bytes: MODEL }]);
  await reef.idle();
  await expect(reef.facts).toContainText(NAME);
  await expect(reef.headline).toContainText('inferences per second');
});

/** A small model cut by hand; its link out of the address. */
async function linkOfOwnCuts(reef: ReefPage): Promise<string> {
  const { page } = reef;
  await reef.open();
  await reef.chooseFile(`${NAME}.tflite`, MODEL);
  await page.getByLabel('Devices', { exact: true }).selectOption('3');
  await reef.idle();
  await reef.strategy('Balanced').click();
  await reef.cutHandles.first().press('ArrowLeft');
  await reef.idle();
  return linkInAddress(page);
}

/** So that the link is followed from elsewhere. */
async function leave(page: Page): Promise<void> {
  await page.goto('about:blank');
}

async function dragBy(page: Page, handle: Locator, deltaX: number): Promise<void> {
  const box = await handle.boundingBox();
  if (box === null) throw new Error('The handle is not on the page.');
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 6; step++) await page.mouse.move(x + (deltaX * step) / 6, y);
  await page.mouse.up();
}
