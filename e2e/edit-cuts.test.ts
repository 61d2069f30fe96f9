import type { Locator, Page } from '@playwright/test';
import { expect, test } from './lib/test.ts';
import type { ReefPage } from './lib/reef-page.ts';

const START = 'Balanced';

test.beforeEach(async ({ reef }) => {
  await reef.open();
  await reef.strategy(START).click();
});

test('a dragged cut takes bars, table, sentence and timeline with it', async ({ reef, page }) => {
  const before = await snapshot(page);
  await dragBy(page, reef.cutHandles.first(), -120);
  await expect(reef.strategy('Your cuts')).toHaveAttribute('aria-checked', 'true');
  const after = await snapshot(page);
  for (const part of ['headline', 'table', 'timeline', 'profile'] as const) {
    expect(after[part], part).not.toBe(before[part]);
  }
});

test('a drag is one step: undo takes it back whole, redo makes it again', async ({
  reef,
  page,
}) => {
  const before = await depthOf(reef.cutHandles.first());
  await dragBy(page, reef.cutHandles.first(), -150);
  const dragged = await depthOf(reef.cutHandles.first());
  expect(dragged).toBeLessThan(before);
  await page.keyboard.press('Control+z');
  await expect(reef.strategy(START)).toHaveAttribute('aria-checked', 'true');
  expect(await depthOf(reef.cutHandles.first())).toBe(before);
  await page.keyboard.press('Control+Shift+z');
  expect(await depthOf(reef.cutHandles.first())).toBe(dragged);
});

test('a cut moves by key, one legal depth at a time, and says where it is', async ({
  reef,
  page,
}) => {
  const handle = reef.cutHandles.first();
  const before = await depthOf(handle);
  await handle.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  expect(await depthOf(handle)).toBe(before - 2);
  await expect(handle).toHaveAttribute(
    'aria-valuetext',
    new RegExp(`after depth ${String(before - 2)}`, 'i'),
  );
  await expect(handle).toBeFocused();
});

test('cuts are added and removed, and undone', async ({ reef, page }) => {
  await expect(reef.cutHandles).toHaveCount(3);
  await page
    .locator('reef-plan-view reef-depth-profile .plot')
    .dblclick({ position: { x: 300, y: 60 } });
  await reef.idle();
  await expect(reef.cutHandles).toHaveCount(4);
  await expect(page.getByLabel('Devices', { exact: true })).toHaveValue('5');
  await reef.cutHandles.first().focus();
  await page.keyboard.press('Delete');
  await expect(reef.cutHandles).toHaveCount(3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(reef.cutHandles).toHaveCount(4);
  await page.getByRole('button', { name: 'Undo' }).click();
  await reef.idle();
  await expect(reef.cutHandles).toHaveCount(3);
  await expect(page.getByLabel('Devices', { exact: true })).toHaveValue('4');
});

test('what changed against the strategy started from is said in words', async ({ reef, page }) => {
  await dragBy(page, reef.cutHandles.first(), -200);
  await expect(page.getByRole('main')).toContainText(/[Bb]alanced/);
  await expect(page.getByRole('main')).toContainText(/slower|faster|as fast/);
});

test('pointing at a segment in the table lights it up in the profile and the timeline', async ({
  reef,
  page,
}) => {
  await reef.segmentRows.last().hover();
  const faded = page.locator('reef-depth-profile svg [opacity]');
  await expect.poll(() => faded.count()).toBeGreaterThan(0);
});

async function depthOf(handle: Locator): Promise<number> {
  return Number(await handle.getAttribute('aria-valuenow'));
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

async function snapshot(
  page: ReefPage['page'],
): Promise<Readonly<Record<'headline' | 'table' | 'timeline' | 'profile', string>>> {
  const drawn = (tag: string): Promise<string> =>
    page.locator(tag).evaluate((element) => element.shadowRoot?.innerHTML ?? '');
  return {
    headline: await page.getByRole('main').getByRole('heading', { level: 1 }).innerText(),
    table: await drawn('reef-segment-table'),
    timeline: await drawn('reef-pipeline-timeline'),
    profile: await drawn('reef-depth-profile'),
  };
}
