import { test as base } from '@playwright/test';
import { ReefPage } from './reef-page.ts';

export { expect } from '@playwright/test';

/** A test with the page as a person uses it; every test also checks that the page itself reported no error. */
export const test = base.extend<{ reef: ReefPage }>({
  reef: async ({ page }, use) => {
    const reef = new ReefPage(page);
    await use(reef);
    if (reef.errors.length > 0) throw new Error(`The page reported: ${reef.errors.join('\n')}`);
  },
});
