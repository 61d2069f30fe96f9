// From the boot loader to the accelerator: download, reset, another device, and another permission.
import { patternBytes } from './page/pattern.ts';
import { APPLICATION_ID, BOOT_ID, makeChip } from './testing/chips.ts';
import { expect, test, type UsbPage } from './testing/test.ts';

/** As long as the real image (edgetpu-usb.md 2.1), which nobody but its owner may hand out. */
const FIRMWARE_BYTES = 10_783;
const ACCELERATOR_FILTERS = [
  { vendorId: 0x1a6e, productId: 0x089a },
  { vendorId: 0x18d1, productId: 0x9302 },
];

/** Asks for an accelerator as a page does; the product id of what the person chose, or the exception's name. */
function requestAccelerator(usb: UsbPage): Promise<number | string> {
  return usb.page.evaluate(
    (filters) =>
      navigator.usb.requestDevice({ filters }).then(
        ({ productId }) => productId,
        (error: unknown) => (error instanceof Error ? error.name : String(error)),
      ),
    ACCELERATOR_FILTERS,
  );
}

test('firmware turns a boot loader into an accelerator that needs a permission of its own', async ({
  startUsb,
}) => {
  const chip = makeChip({ identity: 'boot' });
  chip.unplug();
  const usb = await startUsb({ chips: [chip], permission: 'on-request' });
  // Nothing to choose from: the person closes the chooser.
  expect(await requestAccelerator(usb)).toBe('NotFoundError');
  chip.plug();
  expect(await usb.ids()).toEqual([]);
  expect(await requestAccelerator(usb)).toBe(0x089a);
  expect(await usb.ids('worker')).toEqual([BOOT_ID]);

  // The descriptors change with the reset, so the kernel enumerates anew and the call itself fails.
  expect(await usb.run('worker', 'downloadFirmware', 0, FIRMWARE_BYTES)).toBe('NetworkError');
  expect(chip.firmware).toEqual(patternBytes(FIRMWARE_BYTES, 1));
  expect(chip.identity).toBe('application');
  await usb.seesOnly();

  expect(await requestAccelerator(usb)).toBe(0x9302);
  expect(await usb.ids('worker')).toEqual([APPLICATION_ID]);
  await usb.run('worker', 'open', 0);
  expect(await usb.run('worker', 'writeRegister', 0, 0x48788, '1')).toBe('ok');
});

test('two boot loaders become two accelerators, one after the other', async ({ startUsb }) => {
  const chips = [makeChip({ identity: 'boot' }), makeChip({ identity: 'boot', speed: 'high' })];
  const usb = await startUsb({ chips });
  for (const left of [1, 0]) {
    const place = (await usb.run('worker', 'list')).findIndex(({ id }) => id === BOOT_ID);
    await usb.run('worker', 'downloadFirmware', place, FIRMWARE_BYTES);
    await usb.seesOnly(
      ...Array<string>(left).fill(BOOT_ID),
      ...Array<string>(2 - left).fill(APPLICATION_ID),
    );
  }
  const expected = ['disconnect 89a', 'connect 9302', 'disconnect 89a', 'connect 9302'];
  await expect
    .poll(async () =>
      (await usb.events('worker')).map(
        ({ type, productId }) => `${type} ${productId.toString(16)}`,
      ),
    )
    .toEqual(expected);
});
