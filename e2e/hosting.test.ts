// The built folder works on any static host and below any path, with no header but the length of the file.
import { expect, test, whenKept } from './lib/site-test.ts';
import { doEverything, FLOW_MS } from './lib/whole-flow.ts';

test.use({ siteOptions: { prefix: '/some/where/' } });

test('the whole flow works below a path, where the host knows no type of what is not common', async ({
  reef,
  site,
}) => {
  test.setTimeout(FLOW_MS);
  await doEverything(reef);
  expect(site.requests.filter((request) => !request.startsWith('GET /some/where/'))).toEqual([]);
});

test('the page can be installed from there, and says what it opens', async ({
  reef,
  page,
  site,
  context,
}) => {
  await reef.open();
  await whenKept(page);
  const client = await context.newCDPSession(page);
  const { installabilityErrors } = await client.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  const { url, errors, data = '' } = await client.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(url).toBe(`${site.url}manifest.webmanifest`);
  const manifest = JSON.parse(data) as { icons: { src: string }[]; file_handlers: unknown[] };
  expect(manifest.file_handlers).toHaveLength(1);
  for (const { src } of manifest.icons) {
    const icon = await page.request.get(new URL(src, url).href);
    expect([src, icon.ok()]).toEqual([src, true]);
  }
});

test('the service worker keeps to the path of the page', async ({ reef, page, site, context }) => {
  await reef.open();
  await whenKept(page);
  const scopes = await page.evaluate(async () => {
    const registrations = await navigator.serviceWorker.getRegistrations();
    return registrations.map(({ scope }) => scope);
  });
  expect(scopes).toEqual([site.url]);
  const other = await context.newPage();
  const outside = await other.goto(new URL('/elsewhere', site.url).href);
  expect(outside?.status()).toBe(404);
  expect(site.requests).toContain('GET /elsewhere');
});

test('a file that the system opens with the installed page is the model', async ({
  reef,
  page,
}) => {
  // A headless browser installs nothing: a queue of the same shape stands in.
  await page.addInitScript(() => {
    const bytes = fetch('samples/dense_256.tflite').then((response) => response.blob());
    const handle = { getFile: async () => new File([await bytes], 'launched.tflite') };
    Object.defineProperty(window, 'launchQueue', {
      value: {
        setConsumer: (take: (params: object) => void) => {
          take({ files: [handle] });
        },
      },
    });
  });
  await reef.open();
  await expect(reef.facts).toContainText('launched');
});
