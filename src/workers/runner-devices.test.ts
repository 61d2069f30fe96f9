// Which row an accelerator that arrives gets, where several are there and firmware makes them leave and come back.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { assertExists, unwrap, type Result } from '../base/index.ts';
import {
  ACCELERATOR_FILTERS,
  KNOWN_FIRMWARE,
  platformSha256,
  type FirmwareRule,
} from '../usb/index.ts';
import { VirtualUsb, type UsbIdentity, type VirtualChip } from '../virtual/index.ts';
import { instantChip } from '../virtual/testing/instant-chip.ts';
import type { RunnerDevice, RunnerSituation } from './runner-api.ts';
import { RunnerService } from './runner-service.ts';
import { standInRule } from './runner-stand-in.ts';
import { testRunnerPlatform } from './testing/runner-platform.ts';

const ENVIRONMENT = { isSecureContext: true, hasWebUsb: true, firmwareUrl: '' };

/** Accelerators on one USB, a page that may use those that were picked, and the runner behind it. */
class Desk {
  readonly chips: readonly VirtualChip[];
  readonly usb: VirtualUsb;
  readonly service: RunnerService;
  #situation: RunnerSituation | null = null;
  #choice: VirtualChip | null = null;

  private constructor(
    identities: readonly UsbIdentity[],
    { grantsAll = false, absent = [] }: DeskOptions,
    rules: readonly FirmwareRule[],
  ) {
    this.chips = identities.map(instantChip);
    this.usb = new VirtualUsb(this.chips, {
      grantsAll,
      choose: (candidates) => candidates.find(({ chip }) => chip === this.#choice) ?? null,
    });
    for (const index of absent) this.chip(index).unplug();
    this.service = new RunnerService(
      testRunnerPlatform({ usb: this.usb.usb, isStandInUsb: true, rules }),
    );
  }

  /** A page that has the firmware already. */
  static async withFirmware(
    identities: readonly UsbIdentity[],
    options: DeskOptions = {},
  ): Promise<Desk> {
    const rules = [...KNOWN_FIRMWARE, await standInRule(platformSha256)];
    const desk = new Desk(identities, options, rules);
    await desk.service.watch(ENVIRONMENT, (situation) => (desk.#situation = situation));
    unwrap(await desk.service.useStandInFirmware());
    return desk;
  }

  chip(index: number): VirtualChip {
    return assertExists(this.chips[index]);
  }

  /** The person picks this one, by the Connect of a row or by the one above all rows. */
  async pick(index: number, deviceId: string | null = null): Promise<Result<null>> {
    this.#choice = this.chip(index);
    await this.usb.requestDevice({ filters: [...ACCELERATOR_FILTERS] });
    return this.service.connect(deviceId);
  }

  get rows(): readonly RunnerDevice[] {
    return this.#situation?.devices ?? [];
  }

  /** Rows as they are once all is told: "coral-1 ready". */
  async states(): Promise<readonly string[]> {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return this.rows.map(({ id, state }) => `${id} ${state}`);
  }

  /** Does this once, when the accelerator has left the bus. */
  whenLeft(index: number, action: () => void): void {
    let isDone = false;
    this.chip(index).listen((change) => {
      if (change !== 'left' || isDone) return;
      isDone = true;
      // The rest of the bus hears of it first.
      queueMicrotask(action);
    });
  }

  /** Does this once, in the middle of the firmware that the accelerator takes. */
  whileLoading(index: number, action: () => void): void {
    const chip = this.chip(index);
    const control = chip.control.bind(chip);
    let calls = 0;
    vi.spyOn(chip, 'control').mockImplementation((setup, done) => {
      if (++calls === TRANSFERS_BEFORE) action();
      control(setup, done);
    });
  }
}

interface DeskOptions {
  /** No second permission is asked for, as under a policy. */
  readonly grantsAll?: boolean;
  /** Not plugged in at the start, by place. */
  readonly absent?: readonly number[];
}

/** Of about 170 for the whole image. */
const TRANSFERS_BEFORE = 40;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a second accelerator that comes while the first takes its firmware', () => {
  test('has a row of its own when it is plugged in in the middle of the download', async () => {
    const desk = await Desk.withFirmware(['boot', 'boot'], { grantsAll: true, absent: [1] });
    desk.whileLoading(0, () => desk.chip(1).plug());
    unwrap(await desk.service.prepare('coral-1'));
    expect(await desk.states()).toEqual(['coral-1 ready', 'coral-2 needs-firmware']);
    unwrap(await desk.service.prepare('coral-2'));
    expect(await desk.states()).toEqual(['coral-1 ready', 'coral-2 ready']);
  });

  test('has a row of its own when it is plugged in while the first is off the bus', async () => {
    const desk = await Desk.withFirmware(['boot', 'boot'], { grantsAll: true, absent: [1] });
    desk.whenLeft(0, () => desk.chip(1).plug());
    unwrap(await desk.service.prepare('coral-1'));
    expect(await desk.states()).toEqual(['coral-1 ready', 'coral-2 needs-firmware']);
  });

  test.each([
    ['has no firmware', 'boot', 'coral-2 needs-permission'],
    ['has firmware already', 'application', 'coral-2 ready'],
  ] as const)(
    'has a row of its own when it %s and is picked in the middle of the download',
    async (_, identity, second) => {
      const desk = await Desk.withFirmware(['boot', identity]);
      let picking: Promise<unknown> = Promise.resolve();
      desk.whileLoading(0, () => {
        picking = desk.pick(1);
      });
      expect(await desk.pick(0)).toMatchObject({ failure: { code: 'usb/needs-permission' } });
      await picking;
      expect(await desk.states()).toEqual(['coral-1 needs-permission', second]);
      unwrap(await desk.pick(0, 'coral-1'));
      expect(await desk.states()).toEqual(['coral-1 ready', second]);
    },
    30_000,
  );

  test('leaves the row of the first alone when it is unplugged again', async () => {
    const desk = await Desk.withFirmware(['boot', 'boot'], { grantsAll: true, absent: [1] });
    desk.whileLoading(0, () => {
      desk.chip(1).plug();
      desk.chip(1).unplug();
    });
    unwrap(await desk.service.prepare('coral-1'));
    expect(await desk.states()).toEqual(['coral-1 ready', 'coral-2 lost']);
  });
});

describe('an accelerator that takes its firmware', () => {
  test('is opened as soon as it is picked again, also while the page still looks for it', async () => {
    const desk = await Desk.withFirmware(['boot']);
    let picking: Promise<Result<null>> | null = null;
    desk.whenLeft(0, () => {
      setTimeout(() => {
        picking = desk.pick(0);
      }, 100);
    });
    unwrap(await desk.pick(0));
    unwrap(await assertExists<Promise<Result<null>>>(picking));
    expect(await desk.states()).toEqual(['coral-1 ready']);
  });

  test('is lost when it is unplugged meanwhile, and comes back into its row', async () => {
    const desk = await Desk.withFirmware(['boot', 'application'], { grantsAll: true });
    desk.whileLoading(0, () => desk.chip(0).unplug());
    expect(await desk.service.prepare('coral-1')).toMatchObject({
      failure: { code: 'usb/device-lost' },
    });
    expect(await desk.states()).toEqual(['coral-1 lost', 'coral-2 ready']);
    desk.chip(0).plug();
    expect(await desk.states()).toEqual(['coral-1 needs-firmware', 'coral-2 ready']);
  });

  test('that was unplugged while it waited to be allowed again is picked by the Connect of its row', async () => {
    const desk = await Desk.withFirmware(['boot']);
    await desk.pick(0);
    expect(await desk.states()).toEqual(['coral-1 needs-permission']);
    desk.chip(0).unplug();
    desk.chip(0).plug();
    await desk.pick(0, 'coral-1');
    expect(await desk.states()).toEqual(['coral-1 needs-permission']);
    unwrap(await desk.pick(0, 'coral-1'));
    expect(await desk.states()).toEqual(['coral-1 ready']);
  }, 30_000);
});

describe('accelerators that are alike', () => {
  test('keep their rows when one in the middle of the list goes to another port', async () => {
    const desk = await Desk.withFirmware(['application', 'application', 'application']);
    for (const index of [0, 1, 2]) unwrap(await desk.pick(index));
    desk.chip(1).unplug();
    expect(await desk.states()).toEqual(['coral-1 ready', 'coral-2 lost', 'coral-3 ready']);
    desk.chip(1).plug();
    unwrap(await desk.pick(1));
    expect(await desk.states()).toEqual(['coral-1 ready', 'coral-2 ready', 'coral-3 ready']);
  });

  test('go into the row whose Connect was chosen where two were lost', async () => {
    const desk = await Desk.withFirmware(['application', 'application']);
    for (const index of [0, 1]) unwrap(await desk.pick(index));
    for (const chip of desk.chips) chip.unplug();
    expect(await desk.states()).toEqual(['coral-1 lost', 'coral-2 lost']);
    desk.chip(1).plug();
    unwrap(await desk.pick(1, 'coral-2'));
    expect(await desk.states()).toEqual(['coral-1 lost', 'coral-2 ready']);
  });

  test('wait for the one that took its firmware, not for a boot loader', async () => {
    const desk = await Desk.withFirmware(['boot', 'boot']);
    await desk.pick(0);
    await desk.service.forgetFirmware();
    await desk.pick(1);
    expect(await desk.states()).toEqual(['coral-1 needs-permission', 'coral-2 needs-firmware']);
    unwrap(await desk.service.useStandInFirmware());
    await desk.pick(0);
    expect((await desk.states())[0]).toBe('coral-1 ready');
  }, 30_000);
});

describe('an accelerator that is picked twice', () => {
  test('has one row, also where both picks come at once', async () => {
    const desk = await Desk.withFirmware(['application']);
    const picks = await Promise.all([desk.pick(0), desk.pick(0)]);
    picks.forEach(unwrap);
    unwrap(await desk.pick(0));
    expect(await desk.states()).toEqual(['coral-1 ready']);
  });

  test('for the row of another one leaves both rows, and is told', async () => {
    const desk = await Desk.withFirmware(['application', 'application']);
    for (const index of [0, 1]) unwrap(await desk.pick(index));
    desk.chip(1).unplug();
    expect(await desk.pick(0, 'coral-2')).toMatchObject({
      failure: { code: 'usb/already-listed' },
    });
    expect(await desk.states()).toEqual(['coral-1 ready', 'coral-2 lost']);
  });
});

describe('a permission that is withdrawn while nothing runs', () => {
  test('shows as soon as the page looks, and the accelerator comes back into its row', async () => {
    const desk = await Desk.withFirmware(['application', 'application']);
    for (const index of [0, 1]) unwrap(await desk.pick(index));
    desk.usb.withdrawPermissions();
    unwrap(await desk.service.lookAgain());
    expect(await desk.states()).toEqual(['coral-1 needs-permission', 'coral-2 needs-permission']);
    expect(desk.rows[0]?.failure?.message).toContain('no longer lets this page');
    // A device that was withdrawn cannot be opened again; the same accelerator can, plugged in anew.
    for (const chip of desk.chips) {
      chip.unplug();
      chip.plug();
    }
    unwrap(await desk.pick(1, 'coral-2'));
    expect(await desk.states()).toEqual(['coral-1 needs-permission', 'coral-2 ready']);
    expect(desk.rows[1]?.failure).toBeNull();
  });

  test('stops what needs the accelerator with that reason', async () => {
    const desk = await Desk.withFirmware(['application']);
    unwrap(await desk.pick(0));
    desk.usb.withdrawPermissions();
    expect(await desk.service.identify('coral-1')).toMatchObject({
      failure: { code: 'usb/needs-permission' },
    });
    expect(await desk.states()).toEqual(['coral-1 needs-permission']);
  });
});
