// After it has loaded, Reef asks for nothing but its own files; nothing of a model ever leaves the computer.
import { RecordingProxy } from './lib/recording-proxy.ts';
import { DIST } from './lib/static-site.ts';
import { expect, test as base } from './lib/test.ts';
import { whenKept } from './lib/site-test.ts';
import { doEverything, FLOW_MS } from './lib/whole-flow.ts';

/** Looked for when the Run view opens; there only on hosts that offer the firmware (README, "Hosting the page"). */
const OPTIONAL_FILE = /\/firmware\/[\w.]+$/;

/** What Chromium itself asks of any page with fields in it, by their hashed names; no page can ask it not to. */
const BROWSERS_OWN = /^content-autofill\.googleapis\.com:443$/;

/** The browser has no way out but the proxy, which is the site as well. */
const test = base.extend<{ proxyServer: RecordingProxy }>({
  proxyServer: async ({}, use) => {
    const proxy = await RecordingProxy.start(DIST);
    await use(proxy);
    await proxy.stop();
  },
  proxy: async ({ proxyServer }, use) => {
    await use({ server: proxyServer.url, bypass: '<-loopback>' });
  },
  baseURL: async ({ proxyServer }, use) => {
    await use(proxyServer.url);
  },
  serviceWorkers: 'allow',
});

test('the whole flow asks for files of the build and nothing else, from page, workers and service worker', async ({
  reef,
  page,
  proxyServer,
}) => {
  test.setTimeout(FLOW_MS);
  await doEverything(reef);
  await whenKept(page);
  const requests = proxyServer.requests.filter(({ url }) => !BROWSERS_OWN.test(url));
  const foreign = requests.filter(({ url, file }) => file === null && !OPTIONAL_FILE.test(url));
  expect(foreign.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
  for (const { method, url, headers } of requests) {
    expect(method).toBe('GET');
    expect(url.startsWith(proxyServer.url)).toBe(true);
    expect(url).not.toMatch(/[?#]/);
    expect(headers).not.toHaveProperty('cookie');
    expect(Number(headers['content-length'] ?? 0)).toBe(0);
  }
  // The record is of everything: what only a worker and only the service worker ask for is in it.
  const files = requests.map(({ file }) => file ?? '');
  expect(files.some((file) => file.endsWith('mobilenet_v2.skeleton'))).toBe(true);
  expect(files.some((file) => file.includes('tflite_web_api'))).toBe(true);
  expect(files.some((file) => file.endsWith('vgg16.skeleton'))).toBe(true);
});

test('a request that leaves the page would be seen', async ({ page, proxyServer }) => {
  await page.goto(`${proxyServer.url}icon.svg`);
  await page.evaluate(async () => {
    const urls = ['http://elsewhere.example/x?model', 'https://elsewhere.example/y'];
    await Promise.all(urls.map((url) => fetch(url, { mode: 'no-cors' }).catch(() => null)));
  });
  const asked = proxyServer.requests.map(({ method, url }) => `${method} ${url}`);
  expect(asked).toContain('GET http://elsewhere.example/x?model');
  expect(asked).toContain('CONNECT elsewhere.example:443');
});
