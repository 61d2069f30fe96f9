import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

const PORT = Number(process.env['REEF_E2E_PORT'] ?? 4317);
/** Where the page under test is built, so that two runs side by side do not empty each other's. */
const DIST = process.env['REEF_E2E_DIST'] ?? 'dist';
/** `npm test` has built it already. */
const BUILD =
  process.env['REEF_BUILT'] === '1'
    ? ''
    : `npx vite build --logLevel error --outDir ${DIST} --emptyOutDir &&`;
const ORIGIN = `http://127.0.0.1:${String(PORT)}`;

/** Browser tests on the built page: one file per task of a person, in e2e/. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.test.ts',
  outputDir: 'test-results',
  // Against what hangs, not a measure of speed.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  // A page is several processes already; more than two side by side wait for each other.
  workers: Math.min(2, availableParallelism()),
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  use: {
    baseURL: ORIGIN,
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    // Every test has a browser profile of its own, which would fetch the whole build again.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
      ],
    },
  },
  webServer: {
    command: `${BUILD} npx vite preview --outDir ${DIST} --host 127.0.0.1 --port ${String(PORT)} --strictPort`,
    url: ORIGIN,
    reuseExistingServer: false,
    timeout: 120_000,
  },
});
