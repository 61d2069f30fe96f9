import { defineConfig } from '@playwright/test';

/** These tests alone, without building the page: `npx playwright test -c e2e/webusb-host`. They also run with all others. */
// eslint-disable-next-line no-restricted-syntax -- Playwright reads the default export.
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.test.ts',
  outputDir: '../../test-results/webusb-host',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  reporter: [['list']],
});
