import { findings, findingsInBothThemes } from './lib/axe.ts';
import { clickOnceThere } from './lib/click-once-there.ts';
import { UNCUTTABLE_FILES } from './lib/bad-files.ts';
import { goldenLink, LinkPage } from './lib/link-page.ts';
import { fixture } from './lib/reef-page.ts';
import type { ReefPage } from './lib/reef-page.ts';
import { expect, test } from './lib/test.ts';

/** A state of the page, and how a person gets there. */
const STATES: readonly {
  readonly name: string;
  readonly reach: (reef: ReefPage) => Promise<void>;
}[] = [
  { name: 'Plan', reach: (reef) => reef.open('plan') },
  { name: 'Model', reach: (reef) => reef.open('model') },
  { name: 'Run', reach: (reef) => reef.open('run') },
  { name: 'Share', reach: (reef) => reef.open('share') },
  {
    name: 'Plan with own cuts, each device opened, a segment chosen',
    reach: async (reef) => {
      await reef.open('plan');
      await reef.cutHandles.first().focus();
      await reef.page.keyboard.press('ArrowRight');
      await reef.page.getByRole('button', { name: 'Set each device by itself' }).click();
      await reef.segmentRows.first().click();
      await reef.page.getByText('Single files, and the commands to compile').click();
    },
  },
  {
    name: 'Plan with replicas',
    reach: async (reef) => {
      await reef.open('plan');
      await reef.strategy('Hybrid').click();
    },
  },
  {
    name: 'Model with operators that do not map',
    reach: async (reef) => {
      await reef.open('model');
      const name = 'deeplabv3_mnv2_dm05_pascal_quant.tflite';
      await reef.chooseFile(name, fixture(name));
      await reef.idle();
    },
  },
  {
    name: 'a model that cannot be cut, in Model',
    reach: async (reef) => {
      const [float] = UNCUTTABLE_FILES;
      await reef.open('model');
      if (float) await reef.chooseFile(float.name, float.bytes);
      await reef.idle();
    },
  },
  {
    name: 'a failure with its details open',
    reach: async (reef) => {
      await reef.open('plan');
      await reef.chooseFile('x.tflite', new TextEncoder().encode('no model'));
      await reef.page.locator('reef-failure').getByText('Details', { exact: true }).click();
    },
  },
  {
    name: 'opening the first model',
    reach: async (reef) => {
      await reef.page.route('**/resnet50.skeleton', () => undefined);
      await reef.page.goto('/');
      await expect(reef.page.getByRole('main').getByRole('progressbar')).toBeVisible();
    },
  },
  {
    name: 'opening another model',
    reach: async (reef) => {
      await reef.page.route('**/vgg16.skeleton', () => undefined);
      await reef.open('plan');
      await reef.page.getByRole('button', { name: 'Open model' }).click();
      await reef.page.getByRole('button', { name: /^VGG-16/ }).click();
      await expect(reef.page.getByRole('main').getByRole('progressbar')).toBeVisible();
    },
  },
  {
    name: 'strategies without a plan',
    reach: async (reef) => {
      await reef.open('plan');
      await reef.openSample('Dense layer, 256 units');
      await reef.page.getByLabel('Devices', { exact: true }).selectOption('16');
      await reef.idle();
    },
  },
  {
    name: 'cancelled',
    reach: async (reef) => {
      await reef.open('plan');
      await clickOnceThere(reef.page, 'reef-app > main reef-progress > button', 'Cancel');
      await reef.page.getByRole('button', { name: 'Open model' }).click();
      await reef.page.getByRole('button', { name: /^VGG-19/ }).click();
      await expect(reef.page.getByText(/was cancelled/)).toBeVisible();
    },
  },
  {
    name: 'no model',
    reach: async (reef) => {
      await reef.open('model');
      await reef.page.locator('aside').getByRole('button', { name: 'Forget' }).click();
      await expect(reef.headline).toHaveText('Cut a model over several Edge TPUs');
    },
  },
  {
    name: 'a result from a link',
    reach: (reef) => new LinkPage(reef).open(goldenLink('v1-resnet152-8-devices-measured')),
  },
  { name: 'a link that cannot be read', reach: (reef) => new LinkPage(reef).open('v1.AAAA') },
  {
    name: 'another model beside a link',
    reach: async (reef) => {
      const link = new LinkPage(reef);
      await link.open(goldenLink('v1-inception-v3-4-devices'));
      await reef.openSample('MobileNet v2 1.0');
      await reef.idle();
      await expect(link.strip).toBeVisible();
    },
  },
  {
    name: 'the open menu',
    reach: async (reef) => {
      await reef.open('plan');
      await reef.page.getByRole('button', { name: 'Open model' }).click();
    },
  },
];

for (const { name, reach } of STATES) {
  test(`axe finds nothing in light or dark: ${name}`, async ({ reef, page }) => {
    // Every element is looked at twice.
    test.slow();
    await reach(reef);
    expect(await findingsInBothThemes(page)).toEqual([]);
  });
}

test('axe finds nothing on a phone with the drawer open', async ({ reef, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await reef.open('plan');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Set-up' }).click();
  expect(await findings(page)).toEqual([]);
});
