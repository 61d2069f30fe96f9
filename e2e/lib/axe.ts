// What axe finds on the page as it stands.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Rules whose outcome follows from colours; everything else is the same in every theme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** One line for each place that breaks a rule of axe. */
export function findings(page: Page): Promise<readonly string[]> {
  return analyze(axeOn(page));
}

/** The same in the light theme and the dark one; the page is left in the dark one. */
export async function findingsInBothThemes(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await findings(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await analyze(axeOn(page).withRules(COLOUR_RULES));
  return [...light.map((line) => `light: ${line}`), ...dark.map((line) => `dark: ${line}`)];
}

/** Without frames of other origins there is nothing to put together in a page of its own, which takes half the time. */
function axeOn(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode();
}

async function analyze(axe: AxeBuilder): Promise<readonly string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}
