import { inflateRawSync } from 'node:zlib';
import { formatMs, formatSignificant, unwrap } from '../src/base/index.ts';
import { readModel } from '../src/tflite/index.ts';
import { findings, findingsInBothThemes } from './lib/axe.ts';
import { fixture } from './lib/reef-page.ts';
import { LONG_RUN_MS, RunView, SMALL_MODEL } from './lib/run-view.ts';
import { resultOfUrl, ShareView } from './lib/share-view.ts';
import { expect, test } from './lib/test.ts';

test('the link holds the plan on show, and copying it says what went to the clipboard', async ({
  reef,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const share = new ShareView(reef);
  await reef.open('plan');
  await reef.strategy('Balanced').click();
  await reef.idle();
  const planHeadline = await reef.headline.innerText();
  const slowest = await reef.strategy('Balanced').innerText();
  await share.show();
  await share.button('Copy').click();
  await expect(share.main.getByText(/^Link copied, \d+ characters\.$/)).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await share.linkField.inputValue());
  await expect(reef.headline).toContainText(`a link of ${String(copied.length)} characters`);
  const { plan, devices, model } = resultOfUrl(copied);
  expect(plan.strategy).toBe('balanced');
  expect(planHeadline).toContain(
    `${formatSignificant(1000 / plan.bottleneckMs)} inferences per second on ${String(devices.length)} devices`,
  );
  expect(slowest).toContain(formatMs(plan.bottleneckMs));
  expect(model.name).toBeNull();
  const words = page.getByRole('status').filter({ hasText: 'Link copied' });
  await expect(words).toContainText(`${String(plan.cuts.length)} cuts`);
  await expect(words).toContainText('No weights, no tensor or operator names');
  await expect(share.main.locator('reef-share-preview')).toContainText(
    planHeadline.split('\n')[0]!,
  );
});

test('what is copied from the header is the link in the field', async ({ reef, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const share = new ShareView(reef);
  await reef.open('share');
  await share.copyLinkButton.click();
  await expect(share.copyLinkButton).toHaveText('Link copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await share.linkField.inputValue());
  await share.nameField.fill('Another link');
  await expect(share.copyLinkButton).toHaveText('Copy link');
});

test('a name goes into the link only where it is written, and no further than its limit', async ({
  reef,
}) => {
  const share = new ShareView(reef);
  await reef.open('share');
  await expect(share.nameField).toHaveValue('');
  await expect(share.main.getByText('no name of the model')).toBeVisible();
  await share.nameField.fill('Our <b>best</b> “net”');
  await expect(share.main.getByText('the name “Our <b>best</b> “net””')).toBeVisible();
  expect((await share.linkedResult()).model.name).toBe('Our <b>best</b> “net”');
  await expect(share.main.locator('reef-share-preview')).toContainText('Our <b>best</b> “net”');
  await share.nameField.fill('');
  await share.nameField.pressSequentially('n'.repeat(70));
  expect((await share.linkedResult()).model.name).toBe('n'.repeat(60));
  await reef.openSample('MobileNet v1 1.0');
  await reef.idle();
  await expect(share.nameField).toHaveValue('');
  expect((await share.linkedResult()).model.name).toBeNull();
});

test('run and surroundings are in the link unless the person leaves them out', async ({ reef }) => {
  test.setTimeout(LONG_RUN_MS);
  const run = new RunView(reef);
  const share = new ShareView(reef);
  await run.openSmall(2);
  await reef.tab('Share').click();
  await expect(share.option('Run')).toBeDisabled();
  await reef.tab('Run').click();
  await run.addVirtual();
  await run.runToEnd();
  const rate = /^[\d.]+/.exec(await reef.headline.innerText())?.[0];
  await share.show();
  const whole = await share.linkedResult();
  expect(formatSignificant(whole.run?.throughputPerSecond ?? 0)).toBe(rate);
  expect(whole.run).toMatchObject({ label: 'simulated', kind: 'virtual', verified: 'equal' });
  expect(whole.environment).toMatch(/^Chrome \d+ on Linux, \d{4}-\d\d-\d\d$/);
  await expect(share.main.getByText(/simulated times of 15 inferences/)).toBeVisible();
  await share.option('Run').uncheck();
  await share.option('Browser, system, day').uncheck();
  const bare = await share.linkedResult();
  expect(bare).toMatchObject({ run: null, environment: null });
  expect(bare.plan).toEqual(whole.plan);
  await expect(share.main.getByText('no run and no date')).toBeVisible();
});

test('nothing in the link names the file, its tensors or its operators', async ({ reef }) => {
  const share = new ShareView(reef);
  await new RunView(reef).openSmall(2);
  await share.show();
  const payload = (await share.linkField.inputValue()).split('#v1.')[1] ?? '';
  const text = inflateRawSync(Buffer.from(payload, 'base64url')).toString('utf8');
  expect(text).toMatch(/^{"t":"\d/);
  expect(text).not.toContain(SMALL_MODEL);
  const { subgraphs } = unwrap(readModel(fixture(`${SMALL_MODEL}.tflite`)));
  for (const { name } of subgraphs[0]?.tensors ?? []) expect(text).not.toContain(name);
  for (const { kind } of subgraphs[0]?.operators ?? []) expect(text).not.toContain(kind);
});

test('where the clipboard is refused, the old way is tried, and then the link stands selected', async ({
  reef,
  page,
}) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  });
  const share = new ShareView(reef);
  await reef.open('share');
  await share.button('Copy').click();
  await expect(share.main.getByText(/^Link copied/)).toBeVisible();
  await share.nameField.focus();
  await page.keyboard.press('ControlOrMeta+V');
  const link = await share.linkField.inputValue();
  await expect(share.nameField).toHaveValue(/^http:\/\/127\.0\.0\.1/);
  await page.evaluate(() => {
    document.execCommand = () => false;
  });
  await share.button('Copy').click();
  await expect(share.main.getByText(/refused the clipboard.*press Ctrl C/)).toBeVisible();
  await expect(share.linkField).toBeFocused();
  expect(link).not.toBe('');
  const selected = await share.linkField.evaluate(
    (field: HTMLTextAreaElement) => field.selectionEnd - field.selectionStart,
  );
  expect(selected).toBe((await share.linkField.inputValue()).length);
});

test('axe finds nothing in light or dark, with a name and after copying', async ({
  reef,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const share = new ShareView(reef);
  await reef.open('share');
  await share.nameField.fill('A name');
  await share.button('Copy').click();
  await share.download('Segments, CSV');
  expect(await findingsInBothThemes(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await findings(page)).toEqual([]);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
});
