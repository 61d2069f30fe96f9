// Accelerators that come, go, are taken and are left behind.
import type { ListedDevice } from './page/operations.ts';
import { APPLICATION_ID, BOOT_ID, makeChip } from './testing/chips.ts';
import { expect, test } from './testing/test.ts';

const SCRATCH_REGISTER = 0x48788;

const byName = (a: ListedDevice, b: ListedDevice): number =>
  `${a.id} ${a.usbVersion}`.localeCompare(`${b.id} ${b.usbVersion}`);

test('page and worker see four accelerators, each with the descriptors of its speed', async ({
  startUsb,
}) => {
  const usb = await startUsb({
    chips: [
      makeChip({ speed: 'super' }),
      makeChip({ speed: 'high' }),
      makeChip({ speed: 'super' }),
      makeChip({ identity: 'boot' }),
    ],
  });
  const application = (usbVersion: string, packetBytes: number) => ({
    id: APPLICATION_ID,
    usbVersion,
    interfaceClass: 0xff,
    endpoints: [
      ...[1, 2, 3].map((number) => `out ${String(number)} bulk ${String(packetBytes)}`),
      ...[1, 2].map((number) => `in ${String(number)} bulk ${String(packetBytes)}`),
      'in 3 interrupt 64',
    ],
  });
  const expected = [
    { id: BOOT_ID, usbVersion: '2.0', interfaceClass: 0xfe, endpoints: [] },
    application('2.1', 512),
    application('3.1', 1024),
    application('3.1', 1024),
  ];
  for (const place of ['page', 'worker'] as const) {
    // The browser lists them in no particular order.
    expect((await usb.run(place, 'list')).sort(byName)).toEqual(expected.sort(byName));
  }
});

test('an interface that the page holds is refused to the worker until the page lets go', async ({
  startUsb,
}) => {
  const usb = await startUsb({ chips: [makeChip()] });
  await usb.run('page', 'open', 0);
  await expect(usb.run('worker', 'open', 0)).rejects.toThrow(
    /NetworkError.*Unable to claim interface/,
  );
  await usb.run('page', 'close', 0);
  await usb.run('worker', 'close', 0);
  await usb.run('worker', 'open', 0);
  expect(await usb.run('worker', 'writeRegister', 0, SCRATCH_REGISTER, '7')).toBe('ok');
});

test('a page that is reloaded with a read under way finds its accelerator free again', async ({
  startUsb,
}) => {
  const chip = makeChip();
  const usb = await startUsb({ chips: [chip] });
  await usb.run('worker', 'open', 0);
  const abandoned = usb.run('worker', 'read', 0, 1, 1024).catch(() => 'gone with the page');
  // The worker handles calls in order: once this is answered, the read is under way.
  await usb.run('worker', 'writeRegister', 0, SCRATCH_REGISTER, '1');
  await usb.page.reload();
  expect(await abandoned).toBe('gone with the page');
  await usb.page.waitForFunction(() => 'usbTest' in window);
  await expect(async () => usb.run('worker', 'open', 0)).toPass({ intervals: [20], timeout: 5000 });
  await usb.run('worker', 'writeRegister', 0, SCRATCH_REGISTER, 'abcd');
  expect(chip.registers.read(SCRATCH_REGISTER)).toBe(0xabcdn);
});

test('an unplugged accelerator fails the transfer under way, says so, and works when plugged in again', async ({
  startUsb,
}) => {
  const [stays, leaves] = [makeChip({ identity: 'boot' }), makeChip()];
  const usb = await startUsb({ chips: [stays, leaves] });
  const place = (await usb.run('worker', 'list')).findIndex(({ id }) => id === APPLICATION_ID);
  await usb.run('worker', 'open', place);
  const pending = usb.run('worker', 'read', place, 1, 1024).then(String, String);
  await usb.run('worker', 'writeRegister', place, SCRATCH_REGISTER, '1');

  leaves.unplug();
  expect(await pending).toMatch(/NetworkError|NotFoundError/);
  await usb.seesOnly(BOOT_ID);
  leaves.plug();
  await usb.seesOnly(BOOT_ID, APPLICATION_ID);
  const product = { productId: 0x9302 };
  const comings = [
    { type: 'disconnect', ...product },
    { type: 'connect', ...product },
  ];
  for (const where of ['page', 'worker'] as const) {
    await expect.poll(() => usb.events(where)).toEqual(comings);
  }
  const newPlace = (await usb.run('worker', 'list')).findIndex(({ id }) => id === APPLICATION_ID);
  await usb.run('worker', 'open', newPlace);
  await usb.run('worker', 'writeRegister', newPlace, SCRATCH_REGISTER, '55');
  expect(leaves.registers.read(SCRATCH_REGISTER)).toBe(0x55n);
});
