// The Run view on accelerators that sit on a real browser's USB: from the plug to verified outputs, and what goes wrong.
import { unwrap } from '../../src/base/index.ts';
import type { CpuRuntime } from '../../src/cpu/index.ts';
import { createNodeCpuRuntime } from '../../src/cpu/node.ts';
import { VirtualProgramLibrary, type VirtualChip } from '../../src/virtual/index.ts';
import { standInFirmware } from '../../src/workers/runner-stand-in.ts';
import { makeChip, type TestChipOptions } from './testing/chips.ts';
import { expect, test, type ReefOverUsb } from './testing/reef-test.ts';

/** Far more than there is time for. */
const ENDLESS = 5000;
const FIRMWARE_FILE = {
  name: 'libedgetpu.so.1.0',
  mimeType: 'application/octet-stream',
  buffer: Buffer.concat([Buffer.alloc(4000), standInFirmware(), Buffer.alloc(100)]),
};

let runtime: CpuRuntime;

test.beforeAll(async () => {
  runtime = unwrap(await createNodeCpuRuntime());
});

/** Accelerators that compute what they are given, as the interpreter does. */
function computingChips(options: TestChipOptions, count: number): readonly VirtualChip[] {
  const programs = new VirtualProgramLibrary(() => Promise.resolve(runtime));
  return Array.from({ length: count }, () => makeChip({ ...options, programs }));
}

/** A small model, planned for so many devices, on the Run view; the accelerators are allowed since an earlier visit. */
async function openWithAll({ reef, view }: ReefOverUsb, deviceCount: number): Promise<void> {
  await view.planSmall(deviceCount);
  await expect(reef.headline).toContainText('Ready to run');
}

async function runToVerified({ view }: ReefOverUsb): Promise<void> {
  await view.set('Inferences', 15);
  await view.runToEnd();
  await expect(view.main).toContainText('Verified');
}

test.describe.configure({ timeout: 120_000 });

test('an accelerator straight from the plug is picked, takes its firmware, is picked again, and runs', async ({
  startReef,
}) => {
  const chips = computingChips({ identity: 'boot' }, 1);
  const usb = await startReef({ chips, permission: 'on-request' });
  const { reef, view } = usb;
  await view.openSmall(1);
  await view.button('Connect an accelerator').click();
  await expect(reef.headline).toHaveText('One accelerator needs firmware');
  await view.main.getByLabel('Firmware file').setInputFiles(FIRMWARE_FILE);
  await expect(view.device('Coral 1')).toContainText('to be allowed again');
  expect(chips.map(({ firmware }) => firmware)).toEqual([standInFirmware()]);
  await view.button('Connect Coral 1').click();
  await expect(view.device('Coral 1')).toContainText('ready');
  await expect(view.device('Coral 1')).toContainText('USB 3');
  await runToVerified(usb);
});

test('one that has its firmware already is ready once it is picked; one plugged in while another takes its firmware has a row of its own', async ({
  startReef,
}) => {
  const [booting, running, late] = [
    ...computingChips({ identity: 'boot' }, 1),
    ...computingChips({}, 1),
    ...computingChips({ identity: 'boot' }, 1),
  ];
  if (!booting || !running || !late) throw new Error('There are three');
  late.unplug();
  const { reef, view } = await startReef({
    chips: [booting, running, late],
    permission: 'on-request',
  });
  await view.openSmall(1);
  await view.button('Connect an accelerator').click();
  await expect(reef.headline).toHaveText('One accelerator needs firmware');
  await view.main.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(view.device('Coral 2')).toContainText('ready');
  booting.listen((change) => {
    if (change === 'left') late.plug();
  });
  await view.main.getByLabel('Firmware file').setInputFiles(FIRMWARE_FILE);
  // The kind of each was allowed before, so the first comes back by itself, as does the late one, which waits.
  await expect(view.device('Coral 1')).toContainText('ready');
  await expect(view.device('Coral 3')).toContainText('needs firmware');
  await expect(view.device('Coral 2')).toContainText('ready');
});

for (const [count, speed, link] of [
  [2, 'high', 'USB 2'],
  [4, 'super', 'USB 3'],
] as const) {
  test(`${String(count)} accelerators on ${link}: planned, compiled, loaded, run as a pipeline, verified`, async ({
    startReef,
  }) => {
    const chips = computingChips({ speed }, count);
    const usb = await startReef({ chips });
    await openWithAll(usb, count);
    await runToVerified(usb);
    await expect(usb.view.stageRows).toHaveCount(count);
    for (const name of chips.map((_, index) => `Coral ${String(index + 1)}`)) {
      await expect(usb.view.device(name)).toContainText(link);
    }
    // Warm-up and 15 inferences, and the parameters before them: every one had its share of the pipeline.
    for (const { counters } of chips) expect(counters.events).toBeGreaterThan(16);
  });
}

test('one of two unplugged in the middle ends the run with what was measured; plugged in again, both run', async ({
  startReef,
}) => {
  const chips = computingChips({ identity: 'boot' }, 2);
  const [stays, leaves] = chips;
  const usb = await startReef({ chips });
  const { reef, view } = usb;
  await view.planSmall(2);
  await expect(reef.headline).toHaveText('2 accelerators need firmware');
  await view.main.getByLabel('Firmware file').setInputFiles(FIRMWARE_FILE);
  await expect(reef.headline).toContainText('Ready to run');
  await view.set('Inferences', ENDLESS);
  await view.run();
  await view.reach(5);

  leaves?.unplug();
  await expect(reef.headline).toContainText(/^Coral \d was lost after \d+ inferences$/);
  await expect(view.main).toContainText(/figures below are of the \d+ inferences/);
  await expect(view.stageRows).toHaveCount(2);
  await expect(view.runButton).toBeDisabled();
  // The other one was closed in order: at its end it is put to sleep.
  await expect.poll(() => stays?.registers.isAsleep).toBe(true);

  // Without power it has forgotten its firmware; the page still has it.
  leaves?.plug();
  await view.button(/^Load firmware Coral \d$/).click();
  await expect(view.device('Coral 1')).toContainText('ready');
  await expect(view.device('Coral 2')).toContainText('ready');
  await runToVerified(usb);
});

test('a page reloaded in the middle of a run finds its accelerators, and the next run goes all the way', async ({
  startReef,
}) => {
  const usb = await startReef({ chips: computingChips({}, 2) });
  const { page, reef, view } = usb;
  await openWithAll(usb, 2);
  await view.set('Inferences', ENDLESS);
  await view.run();
  await view.reach(5);
  await page.reload();
  await reef.idle();
  await expect(reef.headline).toContainText('Ready to run');
  await runToVerified(usb);
});
