// Somebody's result, sent on: the Share view of a link that was opened with no model at hand.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { goldenLink, LinkPage } from './lib/link-page.ts';
import { ShareView } from './lib/share-view.ts';
import { expect, test } from './lib/test.ts';

const MEASURED = goldenLink('v1-resnet152-8-devices-measured');

test('a result that came in a link goes on as it came, under another name if the person wants', async ({
  reef,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const share = new ShareView(reef);
  await new LinkPage(reef).open(MEASURED);
  await share.showFromLink();
  await expect(share.linkField).toHaveValue(`${new URL(page.url()).origin}/#${MEASURED}`);
  await share.copyLinkButton.click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    await share.linkField.inputValue(),
  );
  const before = await share.linkedResult();
  await expect(share.nameField).toHaveValue(before.model.name ?? '');
  await share.nameField.fill('Sent on');
  expect(await share.linkedResult()).toEqual({
    ...before,
    model: { ...before.model, name: 'Sent on' },
  });
  await share.nameField.fill('');
  expect((await share.linkedResult()).model.name).toBeNull();
  await expect(share.main).toContainText('name of the model');
  await share.option('Run').uncheck();
  expect((await share.linkedResult()).run).toBeNull();
});

test('its files hold what the link holds, and those that need the model say so', async ({
  reef,
}) => {
  const share = new ShareView(reef);
  await new LinkPage(reef).open(MEASURED);
  await share.showFromLink();
  const { name, text } = await share.download('Everything, JSON');
  const json = JSON.parse(text) as {
    readonly run: object;
    readonly operators: null;
    readonly plan: { readonly segments: readonly object[] };
  };
  const schema = JSON.parse(readFileSync('public/schema/reef-result-1.json', 'utf8')) as object;
  expect(new Ajv2020({ strict: true, strictRequired: false }).validate(schema, json)).toBe(true);
  expect(json.plan.segments).toHaveLength(8);
  expect(json.run).toMatchObject({ label: 'measured', inferences: 150 });
  expect(json.operators).toBeNull();
  expect(name).toMatch(/^ResNet-152_optimal_8_devices\.json$/);
  const operators = share.main.getByRole('listitem').filter({ hasText: 'Operators, CSV' });
  await expect(operators).toContainText(/Drop the model/);
  await expect(operators.getByRole('button')).toBeDisabled();
  await share.download('Parameters per depth, PNG');
});

test('it prints as one page', async ({ reef, page }) => {
  await new LinkPage(reef).open(MEASURED);
  // The report is loaded once somebody is at the page.
  await page.mouse.move(10, 10);
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => /\/share-[^/]*\.js$/.test(name)),
  );
  await page.evaluate(() => window.reefIdle());
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await expect(page.locator('.print-report')).toContainText('Run of 150 inferences on Coral');
  const pdf = await page.pdf({ format: 'Letter' });
  expect([...pdf.toString('latin1').matchAll(/\/Type \/Page\b(?!s)/g)]).toHaveLength(1);
});
