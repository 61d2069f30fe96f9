// Every state of the Run view and how a person gets there: for the tests that look at all of them, and for pictures.
import { compileSegments } from '../../src/app/testing/compiled-files.ts';
import { fixture } from './reef-page.ts';
import { SMALL_MODEL, type RunView } from './run-view.ts';
import { expect } from './test.ts';

export interface RunStateOfView {
  readonly name: string;
  readonly reach: (view: RunView) => Promise<void>;
}

/** Small enough that both halves of the small model stream some of their parameters. */
const TINY_CHIP_BYTES = 200_000;

/** Segments of the small model's plan, compiled for a chip with little room, with logs. */
export async function compileShownPlan(
  view: RunView,
): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]> {
  const segments = await view.segmentsOfPlan();
  const outputs = compileSegments(
    new Uint8Array(fixture(`${SMALL_MODEL}.tflite`)),
    SMALL_MODEL,
    { segments },
    TINY_CHIP_BYTES,
  );
  return outputs.flatMap(({ name, compiled, log }) => [
    { name: `${name}.tflite`, bytes: compiled },
    { name: `${name}.log`, bytes: new TextEncoder().encode(log) },
  ]);
}

export const RUN_STATES: readonly RunStateOfView[] = [
  {
    name: 'no device',
    reach: async (view) => {
      await view.openSmall(2);
      await view.main.getByText(/^Accelerators on USB/).click();
    },
  },
  {
    name: 'needs firmware',
    reach: async (view) => {
      await view.openSmall(2);
      await view.main.getByText(/^Accelerators on USB/).click();
      await view.button('Try it with a virtual accelerator').click();
      await expect(view.reef.headline).toContainText('needs firmware');
    },
  },
  {
    name: 'ready',
    reach: async (view) => {
      await view.openSample(4);
      await view.addVirtual();
      await expect(view.reef.headline).toContainText('Ready to run');
    },
  },
  {
    name: 'fewer devices than planned',
    reach: async (view) => {
      await view.openSample(4);
      await view.addVirtual();
      await view.button('Remove Virtual 4').click();
      await view.button('Remove Virtual 3').click();
      await expect(view.reef.headline).toContainText('2 are ready');
    },
  },
  {
    name: 'running',
    reach: async (view) => {
      await view.openSmall(2);
      await view.addVirtual();
      await view.set('Inferences', 5000);
      await view.run();
      await view.reach(20);
    },
  },
  {
    name: 'lost in the middle',
    reach: async (view) => {
      await view.openSmall(2);
      await view.addVirtual();
      await view.set('Inferences', 5000);
      await view.run();
      await view.reach(20);
      await view.button('Unplug Virtual 2').click();
      await expect(view.reef.headline).toContainText('was lost after');
    },
  },
  {
    name: 'cancelled',
    reach: async (view) => {
      await view.openSmall(2);
      await view.addVirtual();
      await view.set('Inferences', 5000);
      await view.run();
      await view.reach(20);
      await view.button('Cancel').click();
      await expect(view.reef.headline).toContainText('Cancelled after');
    },
  },
  {
    name: 'done and verified',
    reach: async (view) => {
      await view.openSmall(3);
      await view.addVirtual();
      await view.set('Inferences', 60);
      await view.runToEnd();
      await expect(view.main).toContainText('Verified');
    },
  },
  {
    name: 'a run that did not start',
    reach: async (view) => {
      await view.openSmall(2);
      await view.addVirtual();
      await view.setUp.getByLabel('Input', { exact: true }).selectOption('raw file');
      await view.setUp.getByLabel('File with raw input').setInputFiles({
        name: 'picture.raw',
        mimeType: 'application/octet-stream',
        buffer: Buffer.alloc(100),
      });
      await view.run();
      await expect(view.reef.headline).toHaveText('The run did not start');
    },
  },
  {
    name: 'compiled files with a proposed cut',
    reach: async (view) => {
      await view.openSmall(2);
      await view.addVirtual();
      await view.reef.drop(await compileShownPlan(view));
      await expect(view.main.getByRole('button', { name: 'Move the cut' })).toBeVisible();
    },
  },
  {
    name: 'compiled files, some missing, one of another model',
    reach: async (view) => {
      await view.openSmall(3);
      await view.addVirtual();
      const [first, log] = await compileShownPlan(view);
      if (first === undefined || log === undefined) throw new Error('There are segments');
      const other = 'dense_256_edgetpu.tflite';
      await view.reef.drop([first, log, { name: other, bytes: fixture(other) }]);
      await expect(view.main).toContainText('has other inputs and outputs');
    },
  },
];
