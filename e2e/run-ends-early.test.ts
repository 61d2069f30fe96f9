import { RunView } from './lib/run-view.ts';
import { expect, test } from './lib/test.ts';

test('a run is cancelled in the middle, keeps what was measured, and the next one goes all the way', async ({
  reef,
}) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  await view.addVirtual();
  await view.set('Inferences', 5000);
  await view.run();
  await view.reach(5);
  await view.button('Cancel').click();
  await expect(reef.headline).toContainText(/^Cancelled after \d+ inferences$/);
  await expect(view.main).toContainText(/figures below are of the \d+ inferences/);
  await expect(view.stageRows).toHaveCount(2);
  await expect(view.device('Virtual 1')).toContainText('ready');
  await view.set('Inferences', 15);
  await view.runToEnd();
  await expect(view.main).toContainText('Verified');
});

test('a run is cancelled while its segments are compiled', async ({ reef }) => {
  const view = new RunView(reef);
  await reef.open('run');
  await view.addVirtual();
  await view.run();
  await view.button('Cancel').click();
  await expect(reef.headline).toContainText('Cancelled before the first result');
  await expect(view.main).toContainText('Nothing was measured.');
  await expect(view.runButton).toBeEnabled();
});

test('an accelerator lost in the middle ends the run with what was measured; plugged in again, it works', async ({
  reef,
  page,
}) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  await view.addVirtual();
  await view.set('Inferences', 5000);
  await view.run();
  await view.reach(5);
  await view.button('Unplug Virtual 2').click();
  await expect(reef.headline).toContainText(/^Virtual 2 was lost after \d+ inferences$/);
  await expect(view.device('Virtual 2')).toContainText('lost');
  await expect(view.device('Virtual 1')).toContainText('ready');
  await expect(view.stageRows).toHaveCount(2);
  await expect(view.runButton).toBeDisabled();
  await expect(page.getByRole('status')).toHaveText('Virtual 2 was lost.');
  await view.button('Plug in Virtual 2').click();
  await expect(view.device('Virtual 2')).toContainText('ready');
  await view.set('Inferences', 15);
  await view.runToEnd();
  await expect(view.main).toContainText('Verified');
});

test('a raw input of another size is refused with what it should be, before anything runs', async ({
  reef,
  page,
}) => {
  const view = new RunView(reef);
  await view.openSmall(2);
  await view.addVirtual();
  await page.getByLabel('Input', { exact: true }).selectOption('raw file');
  await page.getByLabel('File with raw input').setInputFiles({
    name: 'picture.raw',
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(100),
  });
  await view.run();
  await expect(reef.headline).toHaveText('The run did not start');
  await expect(view.main).toContainText('100 bytes, but one inference takes 49152');
  await page.getByLabel('File with raw input').setInputFiles({
    name: 'picture.raw',
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(49_152, 7),
  });
  await view.button('Run again').click();
  await expect(view.main).toContainText('Verified');
});
