import type { Locator, Page } from '@playwright/test';
import { findingsInBothThemes } from './lib/axe.ts';
import type { ReefPage } from './lib/reef-page.ts';
import { expect, test } from './lib/test.ts';

/** Inception v3: 124 operators at 64 depths, four branches and more side by side. */
const SAMPLE = 'Inception v3';
const DEPTHS = 64;
/** The plot's margins: those of the depth profile. */
const LEFT_PX = 40;
const RIGHT_PX = 12;
const TOP_PX = 24;
const BOTTOM_PX = 20;

test('the graph comes only when it is asked for, and closes again', async ({ reef, page }) => {
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(request.url()));
  await reef.open('plan');
  expect(scripts.filter((url) => url.includes('operator-graph'))).toEqual([]);
  await page.getByRole('button', { name: 'Operator graph' }).click();
  await expect(stage(page)).toBeVisible();
  expect(scripts.filter((url) => url.includes('operator-graph'))).not.toEqual([]);
  await page.getByRole('button', { name: 'Hide operator graph' }).click();
  await expect(stage(page)).toBeHidden();
});

test('an operator chosen in the graph is chosen in table and profile', async ({ reef, page }) => {
  await openModelGraph(reef);
  // The first operator of a chain stands alone in its column, in the middle lane.
  await clickDepth(page, 2);
  await expect(page.locator('reef-depth-profile rect.chosen')).toHaveAttribute('data-depth', '2');
  await page.locator('label', { hasText: /^Table$/ }).click();
  const row = page.getByRole('table', { name: 'Operators' }).locator('[aria-selected="true"]');
  await expect(row).toHaveCount(1);
  await expect(row.getByRole('cell').nth(3)).toHaveText('2');
  await page.locator('label', { hasText: /^Graph$/ }).click();
  await clickDepth(page, 2);
  await page.mouse.move(0, 0);
  await expect(page.locator('reef-depth-profile rect.chosen')).toHaveCount(0);
});

test('pointing at an operator says what it is and where it runs', async ({ reef, page }) => {
  await openModelGraph(reef);
  const { x, y } = await placeOfDepth(page, 2);
  await page.mouse.move(x, y);
  const tip = page.locator('reef-operator-graph .tip');
  await expect(tip).toContainText(/CONV_2D · operator \d+/);
  await expect(tip).toContainText('depth 2 ·');
  await expect(tip).toContainText(/of parameters, [\d.]+ [MG]MAC, .* estimated/);
  await expect(tip).toContainText('runs on the Edge TPU');
});

test('search counts what it finds and walks through it', async ({ reef, page }) => {
  await openModelGraph(reef);
  const field = page.getByLabel('Find in the graph');
  const count = page.getByRole('search').locator('output');
  await field.fill('concat');
  await expect(count).toHaveText('15');
  await page.getByRole('button', { name: 'Next match' }).click();
  await expect(count).toHaveText('1 of 15');
  await field.press('Enter');
  await expect(count).toHaveText('2 of 15');
  await page.getByRole('button', { name: 'Previous match' }).click();
  await page.getByRole('button', { name: 'Previous match' }).click();
  await expect(count).toHaveText('15 of 15');
  await field.fill('nothing like it');
  await expect(count).toHaveText('none');
  await expect(page.getByRole('button', { name: 'Next match' })).toBeDisabled();
});

test('zoom by buttons, keys and wheel; fit shows all again', async ({ reef, page }) => {
  await openModelGraph(reef);
  const zoom = page.locator('reef-operator-graph .zoom output');
  await expect(zoom).toHaveText('1.0×');
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect(zoom).toHaveText('1.6×');
  await expect(lastDepth(page)).not.toHaveText(`depth ${String(DEPTHS - 1)}`);
  await stage(page).press('+');
  await expect(zoom).toHaveText('2.6×');
  await stage(page).press('-');
  await expect(zoom).toHaveText('1.6×');
  const { x, y } = await placeOfDepth(page, 2);
  await page.mouse.move(x, y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await expect(zoom).toHaveText('2.4×');
  await stage(page).press('0');
  await expect(zoom).toHaveText('1.0×');
  await expect(lastDepth(page)).toHaveText(`depth ${String(DEPTHS - 1)}`);
  await expect(page.getByRole('button', { name: 'Fit' })).toBeDisabled();
});

test('dragging pans the zoomed graph, and selects nothing', async ({ reef, page }) => {
  await openModelGraph(reef);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect(page.locator('reef-operator-graph .zoom output')).toHaveText('1.6×');
  const before = await lastDepth(page).textContent();
  const { x, y } = await placeOfDepth(page, 30);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 150, y, { steps: 5 });
  await page.mouse.up();
  await expect(lastDepth(page)).not.toHaveText(before ?? '');
  await expect(page.locator('reef-depth-profile rect.chosen[data-depth="30"]')).toHaveCount(0);
});

test('the keyboard walks along the tensors, selects, and comes back', async ({ reef, page }) => {
  await openModelGraph(reef);
  const spoken = page.locator('reef-operator-graph [aria-live="polite"]').last();
  await stage(page).focus();
  await stage(page).press('ArrowRight');
  await expect(spoken).toContainText('operator 0');
  await expect(spoken).toContainText('depth 0');
  await stage(page).press('ArrowRight');
  await expect(spoken).toContainText('depth 1');
  await stage(page).press('End');
  await expect(spoken).toContainText(`depth ${String(DEPTHS - 1)}`);
  await stage(page).press('ArrowLeft');
  await expect(spoken).toContainText(`depth ${String(DEPTHS - 2)}`);
  await stage(page).press('Enter');
  await expect(page.locator('reef-depth-profile rect.chosen')).toHaveAttribute(
    'data-depth',
    String(DEPTHS - 2),
  );
  // Depth 7 is the first with branches: up leads to another lane of the same depth.
  await stage(page).press('Home');
  for (let step = 0; step < 7; step++) await stage(page).press('ArrowRight');
  await expect(spoken).toContainText('depth 7');
  const inTheMiddle = await spoken.textContent();
  await stage(page).press('ArrowUp');
  await expect(spoken).toContainText('depth 7');
  await expect(spoken).not.toHaveText(inTheMiddle ?? '');
});

test('colours are explained, and say segments where there is a plan', async ({ reef, page }) => {
  await openModelGraph(reef);
  const colour = page.getByLabel('What the colours say');
  const legend = page.locator('reef-operator-graph .legend');
  await expect(colour).toHaveValue('parameters');
  await expect(legend).toContainText(/Compiled parameters, estimated, MiB at most/);
  await expect(colour.locator('option')).toHaveText([
    'Edge TPU or CPU',
    'Parameters',
    'Multiply-accumulates',
    'Computing time',
  ]);
  await colour.selectOption('time');
  await expect(legend).toContainText(/Computing time, estimated, (ms|µs) at most/);
  await reef.tab('Plan').click();
  await page.getByRole('button', { name: 'Operator graph' }).click();
  await expect(colour).toHaveValue('segment');
});

test('on the Plan view a chosen operator lights up its segment', async ({ reef, page }) => {
  await reef.open('plan');
  await reef.openSample(SAMPLE);
  await reef.idle();
  await page.getByRole('button', { name: 'Operator graph' }).click();
  await clickDepth(page, 2);
  await expect(page.locator('reef-depth-profile rect.chosen').first()).toHaveAttribute(
    'data-depth',
    '2',
  );
  await page.getByRole('button', { name: 'Show operators as a table' }).click();
  await expect(
    page.getByRole('table', { name: 'Operators' }).locator('[aria-selected="true"]'),
  ).toHaveCount(1);
});

for (const { name, reach } of [
  {
    name: 'Model',
    reach: async (reef: ReefPage): Promise<void> => {
      await reef.open('model');
      await showGraph(reef.page);
    },
  },
  {
    name: 'Plan',
    reach: async (reef: ReefPage): Promise<void> => {
      await reef.open('plan');
      await reef.page.getByRole('button', { name: 'Operator graph' }).click();
      await stage(reef.page).focus();
      await stage(reef.page).press('ArrowRight');
    },
  },
]) {
  test(`axe finds nothing in light or dark: graph on ${name}`, async ({ reef, page }) => {
    // Two looks of axe at a whole view take their time on a busy computer.
    test.slow();
    await reach(reef);
    await page.getByLabel('Find in the graph').fill('conv');
    expect(await findingsInBothThemes(page)).toEqual([]);
  });
}

function stage(page: Page): Locator {
  return page.getByRole('application', { name: /^Operator graph/ });
}

/** The caption at the right end of the axis. */
function lastDepth(page: Page): Locator {
  return page.locator('reef-operator-graph svg text', { hasText: 'depth' });
}

async function openModelGraph(reef: ReefPage): Promise<void> {
  await reef.open('model');
  await reef.openSample(SAMPLE);
  await showGraph(reef.page);
}

async function showGraph(page: Page): Promise<void> {
  await page.locator('label', { hasText: /^Graph$/ }).click();
  await expect(stage(page)).toBeVisible();
  await stage(page).scrollIntoViewIfNeeded();
}

/** Where the operator of the middle lane stands at a depth, while all of the graph is shown. */
async function placeOfDepth(
  page: Page,
  depth: number,
): Promise<{ readonly x: number; readonly y: number }> {
  const box = await stage(page).boundingBox();
  if (box === null) throw new Error('There is no graph to be seen.');
  const band = (box.width - LEFT_PX - RIGHT_PX) / DEPTHS;
  // The plot lies between the numbers of segments and the depths; of five lanes the trunk is the third, in its middle.
  const middle = (TOP_PX + box.height - BOTTOM_PX) / 2;
  return { x: box.x + LEFT_PX + (depth + 0.5) * band, y: box.y + middle };
}

async function clickDepth(page: Page, depth: number): Promise<void> {
  const { x, y } = await placeOfDepth(page, depth);
  await page.mouse.click(x, y);
}
