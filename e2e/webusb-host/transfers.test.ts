// Single transfers of every kind, and every way in which one can end.
import { makeChip } from './testing/chips.ts';
import { expect, test } from './testing/test.ts';

const SCRATCH_REGISTER = 0x48788;
const [OUTPUT, INTERRUPT] = [1, 3];
const MIB = 1 << 20;

test('registers are written and read; an unknown request stalls; a transfer too large for Linux is refused', async ({
  startUsb,
}) => {
  const chip = makeChip();
  const usb = await startUsb({ chips: [chip] });
  await usb.run('worker', 'open', 0);
  const value = '1122334455667788';
  expect(await usb.run('worker', 'writeRegister', 0, SCRATCH_REGISTER, value)).toBe('ok');
  expect(chip.registers.read(SCRATCH_REGISTER)).toBe(BigInt(`0x${value}`));
  expect(await usb.run('worker', 'readRegister', 0, SCRATCH_REGISTER)).toBe(value);
  expect(await usb.run('worker', 'unknownRequest', 0)).toBe('stall');
  // 16 MiB is all that usbfs has for everybody; above 32 MiB Chromium itself refuses.
  await expect(usb.run('worker', 'write', 0, 1, 16 * MIB)).rejects.toThrow(/NetworkError/);
  await expect(usb.run('worker', 'write', 0, 1, 33 * MIB)).rejects.toThrow(/DataError/);
});

test('a stall, a babble and an interrupt word arrive as WebUSB says', async ({ startUsb }) => {
  const chip = makeChip();
  const usb = await startUsb({ chips: [chip] });
  await usb.run('page', 'open', 0);
  chip.inject({ kind: 'stall', endpoint: 0x81 });
  expect(await usb.run('page', 'read', 0, OUTPUT, 1024)).toEqual({ status: 'stall', bytes: [] });
  await usb.run('page', 'clearHalt', 0, 'in', OUTPUT);
  chip.inject({ kind: 'babble', endpoint: 0x81 });
  expect((await usb.run('page', 'read', 0, OUTPUT, 1024)).status).toBe('babble');
  // The accelerator takes everything on endpoint 1.
  expect(await usb.run('page', 'write', 0, 2, 64)).toBe('stall');

  const word = usb.run('page', 'read', 0, INTERRUPT, 4);
  await usb.run('page', 'readRegister', 0, SCRATCH_REGISTER);
  chip.raiseInterrupt(0x01020304);
  expect(await word).toEqual({ status: 'ok', bytes: [4, 3, 2, 1] });
  // Raised while nobody waits: kept for the next read.
  chip.raiseInterrupt(5);
  expect(await usb.run('page', 'read', 0, INTERRUPT, 4)).toEqual({
    status: 'ok',
    bytes: [5, 0, 0, 0],
  });
});

test('a reset keeps the identity, ends what is under way, and the page goes on', async ({
  startUsb,
}) => {
  const chip = makeChip();
  const usb = await startUsb({ chips: [chip] });
  await usb.run('page', 'open', 0);
  const pending = [
    usb.run('page', 'read', 0, OUTPUT, 1024).then(String, String),
    usb.run('page', 'read', 0, INTERRUPT, 4).then(String, String),
  ];
  await usb.run('page', 'readRegister', 0, SCRATCH_REGISTER);
  await usb.run('page', 'reset', 0);
  for (const outcome of await Promise.all(pending)) expect(outcome).toMatch(/NetworkError/);
  // The kernel has taken the interface away; as in usbfs, the next transfer claims it again.
  const word = usb.run('page', 'read', 0, INTERRUPT, 4);
  await usb.run('page', 'readRegister', 0, SCRATCH_REGISTER);
  chip.raiseInterrupt(1);
  expect(await word).toEqual({ status: 'ok', bytes: [1, 0, 0, 0] });
  expect(await usb.events('page')).toEqual([]);
});
