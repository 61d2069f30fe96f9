// What the tests do in the Run view, in a person's words.
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import type { PlanSegment } from '../../src/partition/index.ts';
import type {} from '../../src/ui/run/run-view.ts';
import { fixture } from './reef-page.ts';
import type { ReefPage } from './reef-page.ts';

export const SMALL_MODEL = 'mobilenet_v1_0.25_128_quant';
/** A run of a large model computes for real, on one thread. */
export const LONG_RUN_MS = 120_000;

export class RunView {
  readonly reef: ReefPage;

  constructor(reef: ReefPage) {
    this.reef = reef;
  }

  /** Opens the Run view with a small model, planned for so many devices, where no device is there yet. */
  async openSmall(deviceCount: number): Promise<void> {
    await this.planSmall(deviceCount);
    await expect(this.reef.headline).toContainText('Is it true?');
  }

  /** Opens the Run view with a small model, planned for so many devices. */
  async planSmall(deviceCount: number): Promise<void> {
    const { reef } = this;
    await reef.open();
    await reef.chooseFile(`${SMALL_MODEL}.tflite`, fixture(`${SMALL_MODEL}.tflite`));
    await reef.page.getByLabel('Devices', { exact: true }).selectOption(String(deviceCount));
    await reef.idle();
    // Exactly as many segments as devices; the best plan of a small model may use fewer.
    await reef.strategy('Balanced').click();
    await reef.tab('Run').click();
  }

  /** Opens the Run view with the sample that a first visit opens, planned for so many devices. */
  async openSample(deviceCount: number): Promise<void> {
    const { reef } = this;
    await reef.open();
    await reef.page.getByLabel('Devices', { exact: true }).selectOption(String(deviceCount));
    await reef.idle();
    await reef.tab('Run').click();
    await expect(reef.headline).toContainText('Is it true?');
  }

  /** Which operators the plan on show puts into which segment. */
  segmentsOfPlan(): Promise<readonly PlanSegment[]> {
    return this.reef.page.evaluate(() => {
      const shown = document.querySelector('reef-app')?.shadowRoot?.querySelector('reef-run');
      const view = shown?.shadowRoot?.querySelector('reef-run-view');
      return view?.view?.plan?.segments ?? [];
    });
  }

  /** A row of the device list. */
  device(name: string): Locator {
    return this.main.getByRole('row', { name: new RegExp(`^${name}\\b`) });
  }

  get main(): Locator {
    return this.reef.page.getByRole('main');
  }

  get runButton(): Locator {
    return this.reef.page.locator('reef-header').getByRole('button', { name: /^Run / });
  }

  get stageRows(): Locator {
    return this.main.locator('reef-run-stages tbody tr');
  }

  /** Rows of compiled segments, one per segment of the plan. */
  get compiledRows(): Locator {
    return this.main.locator('reef-compiled-files tbody tr');
  }

  button(name: string | RegExp): Locator {
    return this.main.getByRole('button', { name });
  }

  async addVirtual(): Promise<void> {
    await this.button(/^Add (a virtual one|virtual|\d+ virtual( ones)?)$/).click();
  }

  get setUp(): Locator {
    return this.reef.page.getByRole('complementary');
  }

  /** Sets a number of the set-up column. */
  async set(label: string, value: number): Promise<void> {
    const field = this.setUp.getByLabel(label, { exact: true });
    await field.fill(String(value));
    await field.press('Enter');
  }

  async run(): Promise<void> {
    await expect(this.runButton).toBeEnabled();
    await this.runButton.click();
  }

  /** Waits for the end of a run that goes all the way. */
  async runToEnd(): Promise<void> {
    await this.run();
    await expect(this.reef.headline).toContainText(/inferences per second on/, {
      timeout: LONG_RUN_MS,
    });
  }

  /** Waits until so many inferences of a run are done. */
  async reach(inferences: number): Promise<void> {
    await expect
      .poll(
        async () => Number(/Running: (\d+) of/.exec(await this.reef.headline.innerText())?.[1]),
        {
          timeout: LONG_RUN_MS,
          intervals: [20],
        },
      )
      .toBeGreaterThanOrEqual(inferences);
  }
}
