import { expect, it } from 'vitest';
import { testPlan, testSegment } from '../../report/testing/plans.ts';
import type { DeviceSetUp } from '../contract.ts';
import { describeDevices } from './device-words.ts';

const fast: DeviceSetUp = { link: 'usb3', clock: 'max', bus: 0 };
const slow: DeviceSetUp = { link: 'usb2', clock: 'std', bus: 1 };

it('says nothing of devices that are alike, whatever port they are in', () => {
  expect(describeDevices(testPlan([testSegment(0)]), [fast, { ...fast, bus: 7 }])).toBeNull();
});

it('names the kind of device that runs each segment, and both where replicas differ', () => {
  const plan = testPlan([
    testSegment(0, { deviceIndices: [1] }),
    testSegment(1, { replicas: 2, deviceIndices: [0, 1] }),
  ]);
  expect(describeDevices(plan, [fast, slow])).toEqual([
    'USB 2, half clock',
    'USB 3 + USB 2, half clock',
  ]);
});
