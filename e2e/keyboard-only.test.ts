import type { Page } from '@playwright/test';
import { expect, test } from './lib/test.ts';

/** Tab stops from the top of the page to anything on it. */
const MOST_TABS = 120;

test('from the start to a verified plan with keys alone', async ({ reef, page }) => {
  await reef.open();
  await tabTo(page, 'Open model');
  await page.keyboard.press('Enter');
  await tabTo(page, 'MobileNet v1 0.25');
  await page.keyboard.press('Enter');
  await expect(reef.facts).toContainText('MobileNet v1 0.25');
  await reef.idle();

  await page.keyboard.press('1');
  await expect(reef.tab('Model')).toHaveAttribute('aria-current', 'page');
  await page.keyboard.press('2');
  await expect(reef.tab('Plan')).toHaveAttribute('aria-current', 'page');

  await tabTo(page, 'Devices', 'select');
  await page.keyboard.press('2');
  await reef.idle();
  await expect(reef.headline).toContainText(/2 devices/);

  await tabTo(page, '', 'div', 'reef-strategy-list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await reef.idle();

  await tabTo(page, 'Cut 1');
  await page.keyboard.press('ArrowRight');
  await expect(reef.strategy('Your cuts')).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+y');
  await expect(reef.strategy('Your cuts')).toHaveAttribute('aria-checked', 'true');

  await tabTo(page, 'Verify', 'button');
  await page.keyboard.press('Enter');
  await expect(reef.verifyState.getByText('Verified:')).toBeVisible({ timeout: 30_000 });
});

test('a term is explained on focus, and Escape closes it', async ({ reef, page }) => {
  await reef.open();
  await tabTo(page, 'estimated');
  const tip = page.getByText('Worked out from published rates and sizes.');
  await expect(tip).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();
});

test('the first stop leads past the column to the result', async ({ reef, page }) => {
  await reef.open();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(
    await page.evaluate(() => document.querySelector('reef-app')?.shadowRoot?.activeElement?.id),
  ).toBe('main');
});

/** Tabs on until the focused element has this name (and tag, and stands in this element). */
async function tabTo(page: Page, name: string, tag = '', inside = ''): Promise<void> {
  for (let count = 0; count < MOST_TABS; count++) {
    await page.keyboard.press('Tab');
    const focused = await describeFocus(page);
    const isWanted =
      focused.texts.some((text) => text.trim().startsWith(name)) &&
      (tag === '' || focused.tag === tag) &&
      (inside === '' || focused.hosts.includes(inside));
    if (isWanted) return;
  }
  throw new Error(`No tab stop is called "${name}" ${tag} ${inside}`);
}

interface Focus {
  readonly tag: string;
  /** Custom elements around it, from the page inwards. */
  readonly hosts: readonly string[];
  /** Everything it may be called by. */
  readonly texts: readonly string[];
}

function describeFocus(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    let element = document.activeElement;
    const hosts: string[] = [];
    while (element?.shadowRoot?.activeElement) {
      hosts.push(element.localName);
      element = element.shadowRoot.activeElement;
    }
    const slotted = [...(element?.querySelectorAll('slot') ?? [])].flatMap((slot) =>
      slot.assignedNodes().map((node) => node.textContent ?? ''),
    );
    const labels = element instanceof HTMLSelectElement ? [...element.labels] : [];
    return {
      tag: element?.localName ?? '',
      hosts,
      texts: [
        element?.getAttribute('aria-label') ?? '',
        element?.textContent ?? '',
        ...labels.map((label) => label.textContent),
        ...slotted,
      ],
    };
  });
}
