import { expect, test } from './lib/test.ts';

test('a first visit shows ResNet-50 cut over four devices, estimated', async ({ reef }) => {
  await reef.open();
  await expect(reef.facts).toContainText('ResNet-50');
  await expect(reef.facts).toContainText('generated weights');
  await expect(reef.headline).toContainText(
    /inferences per second on 4 devices, [\d.]+× one device/,
  );
  await expect(reef.headline).toContainText('estimated');
});

test('every strategy is listed with its slowest stage', async ({ reef }) => {
  await reef.open();
  for (const title of ['Optimal', 'Hybrid', 'Profiled', 'Balanced', 'Compiler', 'One device']) {
    await expect(reef.strategy(title)).toContainText(/\d\.\d\d ms/);
  }
});

test('a click on a sample opens and plans it', async ({ reef }) => {
  await reef.open();
  await reef.openSample('MobileNet v1 1.0');
  await reef.idle();
  await expect(reef.facts).toContainText('4.57 MB');
  await expect(reef.headline).toContainText('inferences per second');
});

test('the page asks for nothing outside its own origin', async ({ reef, page }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') foreign.push(request.url());
  });
  await reef.open();
  await reef.openSample('MobileNet v2 1.0');
  await reef.idle();
  expect(foreign).toEqual([]);
});
