// Reef is there without a network after the first visit, and a newer version never gets in the way.
import { rmSync } from 'node:fs';
import { listBuildFiles } from '../scripts/lib/offline-build.mjs';
import { makeNewerBuild, NEWER_TITLE } from './lib/newer-build.ts';
import { ReefPage, fixture } from './lib/reef-page.ts';
import { LONG_RUN_MS, RunView, SMALL_MODEL } from './lib/run-view.ts';
import { expect, test, whenKept } from './lib/site-test.ts';
import type { Page } from '@playwright/test';

/** How long a newer version may take to be fetched. */
const INSTALL_MS = 60_000;
/** A run that is surely still going on when the test ends it. */
const ENDLESS_INFERENCES = 10_000;

// Each of these opens the page several times, and every visit plans its model anew.
test.describe.configure({ timeout: LONG_RUN_MS });

let newerDir = '';
test.beforeAll(async () => {
  newerDir = await makeNewerBuild();
});
test.afterAll(() => {
  rmSync(newerDir, { recursive: true });
});

test('after the first visit everything works with no server: samples, plans, verification, runs', async ({
  reef,
  page,
  site,
}) => {
  test.setTimeout(2 * LONG_RUN_MS);
  await reef.open();
  await whenKept(page);
  await site.stop();
  await page.context().setOffline(true);
  await page.reload();
  await reef.idle();
  await expect(reef.headline).toContainText('inferences per second');
  await reef.openSample('Inception v3');
  await reef.idle();
  await expect(reef.headline).toContainText('inferences per second');
  const view = new RunView(reef);
  await reef.chooseFile(`${SMALL_MODEL}.tflite`, fixture(`${SMALL_MODEL}.tflite`));
  await reef.idle();
  await reef.verifyButton.click();
  await expect(reef.verifyState).toContainText(/Verified: .* byte for byte/, { timeout: 30_000 });
  await page.getByLabel('Devices', { exact: true }).selectOption('2');
  await reef.idle();
  await reef.strategy('Balanced').click();
  await reef.tab('Run').click();
  await view.addVirtual();
  await view.runToEnd();
});

test('what the page shows stays, also when it is opened by its file name or from a launcher', async ({
  reef,
  page,
  site,
}) => {
  await reef.open();
  await whenKept(page);
  await site.stop();
  for (const name of ['index.html', '?from=launcher#model']) {
    await page.goto(new URL(name, site.url).href);
    await reef.idle();
    await expect(reef.facts).toContainText('ResNet-50');
  }
});

test('a first visit is offered no newer version, and keeps each file of the build once', async ({
  reef,
  page,
}) => {
  await reef.open();
  await whenKept(page);
  await expect(notice(page)).toHaveCount(0);
  expect(await countKept(page)).toBe(listBuildFiles(newerDir).length);
});

test.describe('on a host elsewhere', () => {
  // A name of its own: what comes from this very computer is asked for anew at every visit.
  test.use({ siteOptions: { host: 'reef.localhost' } });

  test('a newer version waits until the person asks for it', async ({ reef, page, site }) => {
    await reef.open();
    await whenKept(page);
    site.options.dir = newerDir;
    await page.reload();
    await reef.idle();
    await expect(notice(page)).toContainText('A newer version of Reef is ready.', {
      timeout: INSTALL_MS,
    });
    await expect(page).toHaveTitle('Reef');
    await notice(page).getByRole('button', { name: 'Reload' }).click();
    await expect(page).toHaveTitle(NEWER_TITLE);
    await reef.idle();
    await expect(notice(page)).toHaveCount(0);
    await expect(reef.headline).toContainText('inferences per second');
    // Nothing of the older version is left behind, at the latest when the page is visited again.
    await expect(async () => {
      await page.reload();
      await reef.idle();
      expect(await countKept(page)).toBe(listBuildFiles(newerDir).length);
    }).toPass({ timeout: INSTALL_MS });
  });

  test('a page of the older version goes on with its own files while another has the newer one', async ({
    reef,
    page,
    site,
    context,
  }) => {
    await reef.open();
    await whenKept(page);
    const other = new ReefPage(await context.newPage());
    await other.open();
    site.options.dir = newerDir;
    await look(page);
    await reef.idle();
    await notice(page).getByRole('button', { name: 'Reload' }).click();
    await expect(page).toHaveTitle(NEWER_TITLE);
    await reef.idle();
    await expect(other.page).toHaveTitle('Reef');
    // Its code is on no server any more.
    await other.tab('Run').click();
    await expect(other.headline).toContainText('Is it true?');
    await other.page.getByRole('main').getByRole('button', { name: 'Add 4 virtual ones' }).click();
    await expect(other.headline).toContainText('Ready to run');
    expect(other.errors).toEqual([]);
    await notice(other.page).getByRole('button', { name: 'Reload' }).click();
    await expect(other.page).toHaveTitle(NEWER_TITLE);
  });

  test('during a run the newer version is only told of; it can be loaded after it', async ({
    reef,
    page,
    site,
  }) => {
    const view = new RunView(reef);
    await view.openSmall(2);
    await whenKept(page);
    await view.addVirtual();
    await view.set('Inferences', ENDLESS_INFERENCES);
    await view.run();
    await view.reach(5);
    site.options.dir = newerDir;
    await look(page);
    await expect(notice(page)).toContainText('It can be loaded after this run.');
    await expect(notice(page).getByRole('button')).toHaveCount(0);
    await view.reach(20);
    await view.button('Cancel').click();
    await expect(notice(page).getByRole('button', { name: 'Reload' })).toBeVisible();
    await expect(page).toHaveTitle('Reef');
    await notice(page).getByRole('button', { name: 'Reload' }).click();
    await expect(page).toHaveTitle(NEWER_TITLE);
    await reef.idle();
    await expect(reef.facts).toContainText(SMALL_MODEL);
  });

  test('a host that is half-way through an update changes nothing', async ({
    reef,
    page,
    site,
  }) => {
    await reef.open();
    await whenKept(page);
    site.options.dir = newerDir;
    site.options.held = /index\.html$/;
    await page.reload();
    await reef.idle();
    await look(page);
    await expect(notice(page)).toHaveCount(0);
    await expect(page).toHaveTitle('Reef');
    site.options.held = /^$/;
    await look(page);
    await expect(notice(page)).toBeVisible();
  });
});

test('on the computer that serves it, a reload shows what was built last', async ({
  reef,
  page,
  site,
}) => {
  await reef.open();
  await whenKept(page);
  site.options.dir = newerDir;
  await page.reload();
  await expect(page).toHaveTitle(NEWER_TITLE);
  await reef.idle();
  await look(page);
  await expect(notice(page)).toHaveCount(0);
  await whenNoneWaits(page);
  await site.stop();
  await page.reload();
  await expect(page).toHaveTitle(NEWER_TITLE);
  await reef.idle();
  await expect(reef.headline).toContainText('inferences per second');
});

function notice(page: Page): ReturnType<Page['locator']> {
  return page.locator('reef-update-notice');
}

/** Looks for a newer version, as the browser itself does at a visit and the page when a person comes back to it. */
async function look(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const { installing } = registration;
    if (installing === null) return;
    await new Promise<void>((resolve) => {
      installing.addEventListener('statechange', () => {
        resolve();
      });
    });
  });
}

/** The page's own build has nothing to ask a person: it takes over by itself, in its own time. */
async function whenNoneWaits(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const { installing, waiting, active } = await navigator.serviceWorker.ready;
    return installing === null && waiting === null && active?.state === 'activated';
  });
}

function countKept(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const names = await caches.keys();
    const counts = names.map(async (name) => (await (await caches.open(name)).keys()).length);
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  });
}
