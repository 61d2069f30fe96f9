import type { Page } from '@playwright/test';
import { layoutFaults } from './lib/layout-faults.ts';
import { fixture } from './lib/reef-page.ts';
import type { ReefPage } from './lib/reef-page.ts';
import { RunView } from './lib/run-view.ts';
import { expect, test } from './lib/test.ts';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 1024, height: 768 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
] as const;
const VIEWS = ['Model', 'Plan', 'Run', 'Share'] as const;

/** The figures that a view is for. */
const MAIN_FIGURES = {
  Model: ['reef-depth-profile', 'reef-operator-table'],
  Plan: ['reef-depth-profile', 'reef-segment-table', 'reef-pipeline-timeline'],
  Run: ['reef-device-list', 'reef-run-stages'],
  Share: ['reef-share'],
} as const;

for (const size of SIZES) {
  const name = `${String(size.width)}x${String(size.height)}`;

  test(`at ${name} every view fits: nothing sticks out, is cut off or lies over something else`, async ({
    reef,
    page,
  }) => {
    test.slow();
    await page.setViewportSize(size);
    await reef.open('plan');
    await reef.tab('Run').click();
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Add \d virtual ones$/ })
      .click();
    await expect(reef.headline).toContainText('Ready to run');
    for (const view of VIEWS) {
      await reef.tab(view).click();
      await reef.idle();
      await expectFigures(page, view, size.width);
      expect(await layoutFaults(page), `${view} at ${name}`).toEqual([]);
    }
  });

  test(`at ${name} a failure, an empty page and help fit as well`, async ({ reef, page }) => {
    test.slow();
    await page.setViewportSize(size);
    await reef.open('plan');
    await page.keyboard.press('h');
    await expect(page.getByRole('complementary', { name: 'Help' })).toContainText(
      'Why is it slower?',
    );
    expect(await layoutFaults(page), 'Help').toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    expect(await layoutFaults(page), 'Keys').toEqual([]);
    await page.keyboard.press('Escape');
    await reef.chooseFile('x.tflite', new TextEncoder().encode('no model'));
    await expect(page.locator('reef-failure')).toBeVisible();
    expect(await layoutFaults(page), 'a failure').toEqual([]);
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Find a command' }).fill('forget');
    await page.keyboard.press('Enter');
    await expect(reef.headline).toHaveText('Cut a model over several Edge TPUs');
    expect(await layoutFaults(page), 'no model').toEqual([]);
  });
}

test('the check of the layout sees what is wrong', async ({ page }) => {
  await page.setViewportSize({ width: 400, height: 400 });
  const wrong: readonly (readonly [html: string, says: RegExp])[] = [
    ['<div style="width: 500px">wide</div>', /The page is 5\d\d px wide in 400/],
    ['<button style="position: absolute; left: -30px; width: 60px">A</button>', /"A" sticks out/],
    [
      '<div style="width: 60px; overflow: hidden"><button style="width: 90px">B</button></div>',
      /"B" is cut off/,
    ],
    [
      '<button style="position: absolute; top: 40px">C</button><button style="position: absolute; top: 50px">D</button>',
      /"C" lies over button "D"/,
    ],
    [
      '<div style="font-size: 0"><button style="width: 15px; height: 15px; padding: 0">E</button><button style="width: 15px; height: 15px; padding: 0">F</button></div>',
      /"E" is only 15×15 and button "F" is near/,
    ],
    [
      '<table style="table-layout: fixed; width: 60px"><th style="white-space: nowrap">A long heading</th></table>',
      /"A long heading" runs over its edge/,
    ],
    [
      '<button style="width: 40px; overflow: hidden">Unreadable</button>',
      /"Unreadable" is cut off/,
    ],
  ];
  for (const [html, says] of wrong) {
    await page.setContent(html);
    expect((await layoutFaults(page)).join('\n')).toMatch(says);
  }
  await page.setContent('<button style="width: 80px; height: 30px">Fine</button>');
  expect(await layoutFaults(page)).toEqual([]);
});

for (const size of [SIZES[0], SIZES[4]]) {
  test(`at ${String(size.width)} a finished run fits, and so does a model that does not map`, async ({
    reef,
    page,
  }) => {
    test.slow();
    await page.setViewportSize({ width: 1280, height: 800 });
    const run = new RunView(reef);
    await run.openSmall(2);
    await run.addVirtual();
    await run.runToEnd();
    await page.setViewportSize(size);
    await reef.idle();
    expect(await layoutFaults(page), 'Run').toEqual([]);
    const file = 'deeplabv3_mnv2_dm05_pascal_quant.tflite';
    await reef.chooseFile(file, fixture(file));
    await expect(reef.facts).toContainText('deeplabv3');
    await reef.tab('Model').click();
    await reef.idle();
    expect(await layoutFaults(page), 'Model').toEqual([]);
  });
}

test('on a phone with eleven cuts every handle and caption is there to be read', async ({
  reef,
  page,
}) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await openDeep(reef);
  expect(await layoutFaults(page)).toEqual([]);
  await expect(reef.cutHandles).toHaveCount(11);
});

async function openDeep(reef: ReefPage): Promise<void> {
  await reef.open('plan');
  await reef.openSample('Inception v4');
  await reef.page.getByRole('button', { name: 'Set-up' }).click();
  await reef.page.getByLabel('Devices', { exact: true }).selectOption('12');
  await reef.idle();
  await reef.strategy('Balanced').click();
  await reef.page.keyboard.press('Escape');
  await reef.idle();
}

/** The headline, and the figures of a view: on a large screen at one glance, on a small one by scrolling down only. */
async function expectFigures(
  page: Page,
  view: (typeof VIEWS)[number],
  width: number,
): Promise<void> {
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeInViewport({
    ratio: 1,
  });
  for (const tag of MAIN_FIGURES[view]) {
    const figure = page.locator(tag).first();
    await expect(figure).toBeVisible();
    const box = await figure.boundingBox();
    expect(box?.width, tag).toBeGreaterThan(200);
    expect((box?.x ?? 0) + (box?.width ?? 0), tag).toBeLessThanOrEqual(width);
    if (width >= 1280) await expect(figure).toBeInViewport({ ratio: 0.2 });
  }
}
