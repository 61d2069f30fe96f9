// --devices, --link, --clock, --ports, --batch: what the person has, from text to a checked list of devices.

import { ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { LINK_NAMES } from '../edgetpu/index.ts';
import type { ClockName, DeviceSpec } from '../edgetpu/index.ts';
import { failUsage } from './command.ts';
import type { CommandOptions, OptionSpec } from './command.ts';

/** The paper measures batches of 15 inputs. */
const DEFAULT_BATCH = 15;
const MAX_BATCH = 100_000;
/** More digits than any answer needs; the planner has its own, lower limit and says so. */
const MAX_TYPED_DEVICES = 9999;

const CLOCKS = ['max', 'std'] as const satisfies readonly ClockName[];
const PORTS = ['own', 'shared'] as const;

export const SET_UP_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  devices: {
    kind: 'value',
    placeholder: 'N|auto',
    description: 'Edge TPUs to plan for; auto = the fewest with no avoidable streaming. Required.',
  },
  link: {
    kind: 'value',
    placeholder: 'usb3|usb2|pcie',
    description: 'How they are connected, or a list with one each: usb3,usb3,usb2. Default usb3.',
  },
  clock: {
    kind: 'value',
    placeholder: 'max|std',
    description: 'Their clock, or a list with one each. Default max.',
  },
  ports: {
    kind: 'value',
    placeholder: 'own|shared',
    description: 'A USB port each, or one that all share through a hub. Default own.',
  },
  batch: {
    kind: 'value',
    placeholder: 'N',
    description: `Inferences per batch, for the batch time. Default ${String(DEFAULT_BATCH)}.`,
  },
};

export interface SetUp {
  /** Number of devices, or null for auto. */
  readonly deviceCount: number | null;
  /** The list for a number of devices. */
  readonly devicesFor: (count: number) => readonly DeviceSpec[];
  readonly batch: number;
}

/** Reads the set-up options. Failure: `cli/usage`. Zero devices are bad input, not bad usage: the planner answers. */
export function readSetUp(options: CommandOptions): Result<SetUp> {
  const deviceCount = readDeviceCount(options.value('devices'));
  if (!deviceCount.ok) return deviceCount;
  const links = readList('link', options.value('link') ?? 'usb3', LINK_NAMES);
  if (!links.ok) return links;
  const clocks = readList('clock', options.value('clock') ?? 'max', CLOCKS);
  if (!clocks.ok) return clocks;
  const ports = readList('ports', options.value('ports') ?? 'own', PORTS);
  if (!ports.ok) return ports;
  const batch = readWhole('batch', options.value('batch') ?? String(DEFAULT_BATCH), MAX_BATCH);
  if (!batch.ok) return batch;
  if (batch.value < 1) return failUsage('The option --batch needs 1 or more.', BATCH_HINT);
  const isShared = ports.value[0] === 'shared';
  const lengths = checkListLengths(deviceCount.value, { link: links.value, clock: clocks.value });
  if (!lengths.ok) return lengths;
  const devicesFor = (count: number): readonly DeviceSpec[] =>
    Array.from({ length: count }, (_, position) => ({
      link: pick(links.value, position),
      clock: pick(clocks.value, position),
      bus: isShared ? 0 : position,
    }));
  return ok({ deviceCount: deviceCount.value, devicesFor, batch: batch.value });
}

const BATCH_HINT =
  'A batch is the number of inferences that go through the pipeline one after another.';

function readDeviceCount(text: string | undefined): Result<number | null> {
  if (text === undefined) {
    return failUsage(
      'The option --devices is missing: how many Edge TPUs are there?',
      'Type --devices 4, for instance, or --devices auto.',
    );
  }
  return text === 'auto' ? ok(null) : readWhole('devices', text, MAX_TYPED_DEVICES);
}

/** A whole number from 0 to `max`. */
export function readWhole(name: string, text: string, max: number): Result<number> {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return ok(value);
  return failUsage(
    `The option --${name} needs a whole number up to ${String(max)}, not "${text}".`,
    `For instance --${name} 4.`,
  );
}

function readList<T extends string>(
  name: string,
  text: string,
  allowed: readonly T[],
): Result<readonly T[]> {
  const words = text.split(',').map((word) => word.trim());
  const values = words.flatMap((word) => allowed.filter((value) => value === word));
  if (values.length === words.length) return ok(values);
  return failUsage(
    `The option --${name} does not know "${text}".`,
    `Choose from ${allowed.join(', ')}; several, one for each device, with commas between.`,
  );
}

function checkListLengths(
  deviceCount: number | null,
  lists: Readonly<Record<string, readonly string[]>>,
): Result<true> {
  for (const [name, list] of Object.entries(lists)) {
    if (list.length === 1 || list.length === deviceCount) continue;
    return failUsage(
      `The option --${name} lists ${String(list.length)} devices, but --devices says ${deviceCount === null ? 'auto' : String(deviceCount)}.`,
      'Give one value for all devices, or as many as there are devices.',
    );
  }
  return ok(true);
}

function pick<T>(list: readonly T[], position: number): T {
  return (list.length === 1 ? list[0] : list[position]) as T;
}
