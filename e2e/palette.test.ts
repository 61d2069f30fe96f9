import type { Locator, Page } from '@playwright/test';
import { findingsInBothThemes } from './lib/axe.ts';
import { expect, test } from './lib/test.ts';
import type { ReefPage } from './lib/reef-page.ts';

function field(page: Page): Locator {
  return page.getByRole('combobox', { name: 'Find a command' });
}

function options(page: Page): Locator {
  return page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
}

function keyList(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Keys' });
}

async function openPalette(reef: ReefPage): Promise<void> {
  await reef.page.keyboard.press('ControlOrMeta+k');
  await expect(field(reef.page)).toBeFocused();
}

/** Name of the element that has the focus, through all shadow roots. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim();
  });
}

test('a command is found by typing, chosen by Enter, and the focus goes back', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await page.getByLabel('Devices', { exact: true }).focus();
  await openPalette(reef);
  await page.keyboard.type('3 devices');
  await expect(options(page).first()).toHaveText(/^\s*Plan for 3 devices/);
  await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(field(page)).toBeHidden();
  await expect(page.getByLabel('Devices', { exact: true })).toBeFocused();
  await reef.idle();
  await expect(reef.headline).toContainText('on 3 devices');
  await openPalette(reef);
  await page.keyboard.type('undo');
  await page.keyboard.press('Enter');
  await reef.idle();
  await expect(reef.headline).toContainText('on 4 devices');
});

test('arrows lead through the list, round both ends, and the field says where they are', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await openPalette(reef);
  const last = options(page).last();
  await page.keyboard.press('ArrowUp');
  await expect(last).toHaveAttribute('aria-selected', 'true');
  await expect(last).toBeInViewport();
  await expect(field(page)).toHaveAttribute(
    'aria-activedescendant',
    (await last.getAttribute('id')) ?? 'no id',
  );
  await page.keyboard.press('ArrowDown');
  await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
});

test('samples, themes and questions are found too, with a letter wrong as well', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await openPalette(reef);
  await page.keyboard.type('moblenet v1 0.25');
  await page.keyboard.press('Enter');
  await expect(reef.facts).toContainText('MobileNet v1 0.25');
  await reef.idle();
  await openPalette(reef);
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
  await openPalette(reef);
  await page.keyboard.type('how many');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('complementary', { name: 'Help' }).getByRole('heading', { level: 3 }),
  ).toHaveText('How many devices do I need?');
});

test('what cannot be done now says why, and does nothing', async ({ reef, page }) => {
  await reef.open('plan');
  await openPalette(reef);
  await page.keyboard.type('undo');
  await expect(options(page).first()).toContainText('Nothing to undo.');
  await expect(options(page).first()).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await expect(field(page)).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Nothing to undo.' })).toBeAttached();
});

test('Escape, the same keys, and a click elsewhere close it; the page stays usable', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await reef.cutHandles.first().focus();
  const before = await focusedName(page);
  await openPalette(reef);
  await page.keyboard.press('Escape');
  await expect(field(page)).toBeHidden();
  expect(await focusedName(page)).toBe(before);
  await openPalette(reef);
  await page.keyboard.press('ControlOrMeta+k');
  await expect(field(page)).toBeHidden();
  await openPalette(reef);
  await reef.tab('Model').click();
  await expect(field(page)).toBeHidden();
  await expect(reef.tab('Model')).toHaveAttribute('aria-current', 'page');
});

test('keys that are characters write in the field and do nothing on the page', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await openPalette(reef);
  await page.keyboard.type('1');
  await expect(field(page)).toHaveValue('1');
  await expect(reef.tab('Plan')).toHaveAttribute('aria-current', 'page');
});

test('a run is added to, started and cancelled from the list', async ({ reef, page }) => {
  await reef.open('plan');
  await openPalette(reef);
  await page.keyboard.type('moblenet v1 0.25');
  await page.keyboard.press('Enter');
  await expect(reef.facts).toContainText('MobileNet v1 0.25');
  await reef.idle();
  await openPalette(reef);
  await page.keyboard.type('add virtual');
  await page.keyboard.press('Enter');
  await expect(reef.tab('Run')).toHaveAttribute('aria-current', 'page');
  await expect(reef.headline).toContainText('Ready to run');
  await openPalette(reef);
  await page.keyboard.type('run 15');
  await expect(options(page).first()).toHaveText(/^\s*Run 15 inferences/);
  await page.keyboard.press('Enter');
  await expect(reef.headline).toContainText(/inferences per second on/, { timeout: 60_000 });
});

test('the link to the result is copied from any view', async ({ reef, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await reef.open('model');
  await openPalette(reef);
  await page.keyboard.type('copy link');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Link copied' })).toBeAttached();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/.*#v1\./);
  await expect(reef.tab('Model')).toHaveAttribute('aria-current', 'page');
});

test('all keys are listed by "?", and by mouse', async ({ reef, page }) => {
  await reef.open('plan');
  await page.keyboard.press('?');
  await expect(keyList(page)).toBeVisible();
  for (const words of ['Show the model', 'Undo', 'Find a command', 'On a cut', 'Remove it']) {
    await expect(keyList(page).getByText(words, { exact: true })).toBeVisible();
  }
  // A key of the browser's own that the page answers.
  const paste = keyList(page).locator('.line', { hasText: 'Open the link or file' });
  await expect(paste).toContainText(/Ctrl\s*V/);
  await page.keyboard.press('?');
  await expect(keyList(page)).toBeHidden();
  await page.getByRole('button', { name: 'Keys', exact: true }).click();
  await expect(keyList(page)).toBeVisible();
  await keyList(page).getByRole('button', { name: 'Close' }).click();
  await expect(keyList(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Keys', exact: true })).toBeFocused();
  await page.getByRole('button', { name: 'Commands', exact: true }).click();
  await expect(field(page)).toBeFocused();
});

test('keys of one character can be switched off, and stay off on this computer', async ({
  reef,
  page,
}) => {
  await reef.open('plan');
  await page.keyboard.press('?');
  await keyList(page).getByLabel('Keys of one character').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('1');
  await reef.idle();
  await expect(reef.tab('Plan')).toHaveAttribute('aria-current', 'page');
  await page.reload();
  await reef.idle();
  await page.keyboard.press('1');
  await reef.idle();
  await expect(reef.tab('Plan')).toHaveAttribute('aria-current', 'page');
  await openPalette(reef);
  await page.keyboard.type('single keys on');
  await page.keyboard.press('Enter');
  await page.keyboard.press('1');
  await expect(reef.tab('Model')).toHaveAttribute('aria-current', 'page');
});

for (const { name, reach } of [
  { name: 'the palette', reach: (page: Page) => page.keyboard.press('ControlOrMeta+k') },
  {
    name: 'the palette with results',
    reach: async (page: Page) => {
      await page.keyboard.press('ControlOrMeta+k');
      await field(page).fill('stop');
    },
  },
  { name: 'the list of keys', reach: (page: Page) => page.keyboard.press('?') },
]) {
  test(`axe finds nothing in light or dark: ${name}`, async ({ reef, page }) => {
    await reef.open('plan');
    await reach(page);
    await expect(field(page).or(keyList(page)).first()).toBeVisible();
    expect(await findingsInBothThemes(page)).toEqual([]);
  });
}
