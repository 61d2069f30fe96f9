import type { Locator, Page } from '@playwright/test';
import { UDEV_RULE } from '../src/usb/preflight.ts';
import { findingsInBothThemes } from './lib/axe.ts';
import { fixture } from './lib/reef-page.ts';
import { expect, test } from './lib/test.ts';

const QUESTIONS = [
  'Why is it slower?',
  'How many devices do I need?',
  'Which part is too big?',
  'Why is this operator on the CPU?',
  'Is my accelerator broken?',
] as const;

function help(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Help' });
}

async function ask(page: Page, question: (typeof QUESTIONS)[number]): Promise<void> {
  await help(page).getByRole('button', { name: question }).click();
  await expect(help(page).getByRole('heading', { level: 3 })).toHaveText(question);
}

test('help stands beside the result, which stays whole and goes on working', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  // The heading stays in place and must cover nothing.
  const title = await help(page).locator('.top').boundingBox();
  const question = await help(page).getByRole('button', { name: QUESTIONS[0] }).boundingBox();
  expect((title?.y ?? 0) + (title?.height ?? 0)).toBeLessThanOrEqual(question?.y ?? 0);
  await ask(page, 'Why is it slower?');
  await expect(help(page)).toContainText(/Segment \d (computes|streams|moves much)/);
  const panel = await help(page).boundingBox();
  const result = await page.getByRole('main').boundingBox();
  if (panel === null || result === null) throw new Error('Help or result is not there.');
  expect(panel.x + panel.width).toBeLessThanOrEqual(result.x + 1);
  await expect(reef.cutHandles.first()).toBeInViewport({ ratio: 1 });
  const answer = help(page).getByRole('paragraph').first();
  const before = await answer.innerText();
  await reef.cutHandles.first().focus();
  for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowLeft');
  await reef.idle();
  expect(await answer.innerText()).not.toBe(before);
});

test('the number of devices that an answer advises is set with one click', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await page.getByRole('button', { name: 'How many do I need?' }).click();
  await expect(help(page)).toContainText(
    'the fewest with nothing streamed that a better cut could save',
  );
  const advice = help(page)
    .getByRole('button', { name: /^Plan for \d+$/ })
    .first();
  const count = /\d+/.exec(await advice.innerText())?.[0] ?? '';
  await advice.click();
  await reef.idle();
  await expect(reef.headline).toContainText(`on ${count} devices`);
  // It is what is set now, and no advice any more.
  await expect(
    help(page).getByRole('button', { name: `Plan for ${count}`, exact: true }),
  ).toBeHidden();
});

test('an answer about a part shows that part', async ({ reef, page }) => {
  await reef.open('model');
  await page.keyboard.press('h');
  await ask(page, 'Which part is too big?');
  await expect(help(page)).toContainText('Segment 2 is too big for its chip');
  await help(page).getByRole('button', { name: 'Show segment 2' }).click();
  await expect(reef.tab('Plan')).toHaveAttribute('aria-current', 'page');
  await expect(reef.segmentRows.nth(1)).toHaveClass(/chosen/);
});

test('each operator on the CPU has its reason and remedy, and the selected one comes first', async ({
  reef,
  page,
}) => {
  await reef.open('model');
  const name = 'deeplabv3_mnv2_dm05_pascal_quant.tflite';
  await reef.chooseFile(name, fixture(name));
  await expect(reef.facts).toContainText('deeplabv3');
  await reef.idle();
  await page.keyboard.press('h');
  await ask(page, 'Why is this operator on the CPU?');
  await expect(help(page)).toContainText('8 operators of 72');
  await expect(help(page)).toContainText('The Edge TPU has no ARG_MAX.');
  await help(page).getByRole('button', { name: 'Show operator 71' }).click();
  await expect(help(page).getByRole('paragraph').first()).toContainText('Operator 71 (ARG_MAX).');
});

test('a device that was lost is asked about in its row, and answered from what Run saw', async ({
  reef,
  page,
}) => {
  await reef.open('run');
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Add \d virtual ones$/ })
    .click();
  await expect(reef.headline).toContainText('Ready to run');
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Unplug/ })
    .first()
    .click();
  await page.getByRole('main').getByRole('button', { name: 'Is it broken?' }).click();
  await expect(help(page)).toContainText('does not work now');
  await expect(help(page)).toContainText('was lost: unplugged, or out of power');
  await expect(help(page)).toContainText('Swap two accelerators.');
});

test('with no model every question has a general answer', async ({ reef, page }) => {
  await reef.open('model');
  await page.locator('aside').getByRole('button', { name: 'Forget' }).click();
  await expect(reef.headline).toHaveText('Cut a model over several Edge TPUs');
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  for (const question of QUESTIONS) {
    await ask(page, question);
    await expect(help(page).getByRole('heading', { name: 'In general' })).toBeVisible();
  }
});

test('the answer about a broken accelerator has the udev rule, to be copied before access was ever refused', async ({
  reef,
  page,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await reef.open('plan');
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await ask(page, 'Is my accelerator broken?');
  await expect(help(page)).toContainText('WinUSB driver');
  const lines = help(page).getByLabel('Lines to copy');
  await expect(lines).toHaveText(UDEV_RULE);
  await help(page).getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText('Lines copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(UDEV_RULE);
});

test('Escape and Close end it, and the focus goes back to where it was', async ({ reef, page }) => {
  await reef.open('plan');
  const button = page.getByRole('button', { name: 'Help', exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await expect(help(page).getByRole('button', { name: QUESTIONS[0] })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(help(page)).toBeHidden();
  await expect(button).toBeFocused();
  await page.keyboard.press('h');
  await help(page).getByRole('button', { name: 'Close' }).click();
  await expect(help(page)).toBeHidden();
});

test('the first visit is explained until it is dismissed, then never again; help keeps it', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  const explanation = page.getByRole('region', { name: 'What Reef does' });
  await expect(explanation).toContainText(/(\.\s?[^.]*){3}/);
  await page.reload();
  await reef.idle();
  await explanation.getByRole('button', { name: 'Got it' }).click();
  await expect(explanation).toBeHidden();
  await page.reload();
  await reef.idle();
  await expect(reef.headline).toBeVisible();
  await expect(explanation).toBeHidden();
  await page.keyboard.press('h');
  await expect(help(page)).toContainText('Reef cuts a model over several Edge TPUs');
});

test('the explanation of the first visit leaves the plan in sight: headline, cuts and segments', async ({
  reef,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await reef.open('plan');
  const explanation = page.getByRole('region', { name: 'What Reef does' });
  const before = await reef.headline.boundingBox();
  for (const shown of [
    explanation,
    reef.headline,
    reef.cutHandles.first(),
    reef.segmentRows.last(),
  ]) {
    await expect(shown).toBeInViewport({ ratio: 1 });
  }
  await explanation.getByRole('button', { name: 'Got it' }).click();
  const after = await reef.headline.boundingBox();
  // No further than two lines and their rule.
  expect((before?.y ?? 0) - (after?.y ?? 0)).toBeLessThanOrEqual(52);
});

for (const size of [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
]) {
  test(`axe finds nothing in light or dark with help at ${String(size.width)}`, async ({
    reef,
    page,
  }) => {
    await page.setViewportSize(size);
    await reef.open('plan');
    await page.keyboard.press('h');
    await expect(help(page).getByRole('heading', { name: 'What Reef does' })).toBeVisible();
    await ask(page, 'Which part is too big?');
    expect(await findingsInBothThemes(page)).toEqual([]);
  });
}
