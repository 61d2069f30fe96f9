// The page and its workers keep to a strict Content-Security-Policy, also where a host sends it with every file.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, whenKept } from './lib/site-test.ts';
import { DIST } from './lib/static-site.ts';
import { doEverything, FLOW_MS } from './lib/whole-flow.ts';

const REPORTS = '/policy-reports';

/** The policy that the page itself carries. */
function policyOfPage(): string {
  const html = readFileSync(path.join(DIST, 'index.html'), 'utf8');
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1];
  if (policy === undefined) throw new Error('index.html has no policy');
  return policy;
}

test('the policy allows no code from text, no markup from text, no styles from text, and one origin', () => {
  const policy = policyOfPage();
  expect(policy).not.toMatch(/'unsafe-(eval|inline|hashes)'|\*|https?:|blob:/);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
});

test.describe('where the host sends it with every file', () => {
  test.use({
    siteOptions: async ({}, use) => {
      const policy = `${policyOfPage()}; frame-ancestors 'none'; report-uri ${REPORTS}`;
      await use({ headers: { 'Content-Security-Policy': policy } });
    },
  });

  test('the whole flow runs, in page and workers, and nothing is ever refused', async ({
    reef,
    page,
    site,
  }) => {
    test.setTimeout(FLOW_MS);
    await doEverything(reef);
    await whenKept(page);
    expect(site.requests.filter((request) => request.includes(REPORTS))).toEqual([]);
  });

  test('what breaks it is refused and reported', async ({ page, site }) => {
    await page.goto(site.url);
    const outcomes = await page.evaluate(async () => {
      const attempt = (run: () => unknown): string => {
        try {
          run();
          return 'allowed';
        } catch {
          return 'refused';
        }
      };
      const blob = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }));
      document.body.setAttribute('style', 'color: red');
      return {
        markup: attempt(() => (document.createElement('div').innerHTML = '<b>x</b>')),
        blobWorker: attempt(() => new Worker(blob)),
        foreignWorker: attempt(() => new Worker('http://127.0.0.1:9/x.js')),
        style: getComputedStyle(document.body).color === 'rgb(255, 0, 0)' ? 'allowed' : 'refused',
        request: await fetch('http://127.0.0.1:9/').then(
          () => 'allowed',
          () => 'refused',
        ),
      };
    });
    expect(outcomes).toEqual({
      markup: 'refused',
      blobWorker: 'refused',
      foreignWorker: 'refused',
      style: 'refused',
      request: 'refused',
    });
    await expect
      .poll(() => site.requests.filter((r) => r.includes(REPORTS)).length)
      .toBeGreaterThan(2);
  });
});
