// Pictures of Plan and Model for looking at, in every theme and size: not a test. Those of every state of Run come from
// REEF_PICTURES=OUT_DIR npx playwright test e2e/run-access.test.ts
//   node e2e/screenshots.mjs OUT_DIR [part of a name, for instance "inception plan dark 1280"]
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
];
const THEMES = ['light', 'dark'];
const VIEWS = ['plan', 'model'];
const FIXTURES = 'src/tflite/fixtures';

/** What is pictured, and how a person gets there. */
const SUBJECTS = [
  { name: 'inception-v3', sample: 'inception_v3', devices: 4 },
  { name: 'resnet-50', sample: 'resnet50', devices: 4 },
  { name: 'densenet-201', sample: 'densenet201', devices: 8 },
  {
    name: 'efficientnet-lite4-hybrid',
    sample: 'efficientnet_lite4',
    devices: 4,
    strategy: 'hybrid',
  },
  { name: 'fits-one-device', sample: 'mobilenet_v2', devices: 1 },
  { name: 'own-cuts', sample: 'resnet152', devices: 8, strategy: 'balanced', moveCut: true },
  { name: 'does-not-map', file: 'deeplabv3_mnv2_dm05_pascal_quant.tflite', devices: 2 },
  { name: 'compiled', file: 'mobilenet_v1_0.25_128_quant_edgetpu.tflite' },
  { name: 'failure', file: 'README.md' },
];

const [outDir, ...wanted] = process.argv.slice(2);
if (outDir === undefined) {
  console.error('usage: node e2e/screenshots.mjs OUT_DIR [part of a name …]');
  process.exit(2);
}
await mkdir(outDir, { recursive: true });
const dist = await mkdtemp(path.join(os.tmpdir(), 'reef-screenshots-'));
await build({ logLevel: 'error', build: { outDir: dist, emptyOutDir: true } });
const server = await preview({
  logLevel: 'error',
  build: { outDir: dist },
  preview: { port: 0, host: '127.0.0.1' },
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  for (const subject of SUBJECTS) await picture(subject);
} finally {
  await browser.close();
  await server.close();
  await rm(dist, { recursive: true });
}

async function picture(subject) {
  const shots = SIZES.flatMap((size) =>
    VIEWS.flatMap((view) => THEMES.map((theme) => ({ size, view, theme }))),
  ).filter((shot) => wanted.every((word) => nameOf(subject, shot).includes(word)));
  if (shots.length === 0) return;
  const page = await browser.newPage({ viewport: SIZES[0] });
  await page.goto(server.resolvedUrls.local[0]);
  await idle(page);
  await reach(page, subject);
  for (const shot of shots) {
    await page.setViewportSize(shot.size);
    await page.emulateMedia({ colorScheme: shot.theme });
    await page.evaluate((view) => (location.hash = view), shot.view);
    await idle(page);
    const file = path.join(outDir, `${nameOf(subject, shot)}.png`);
    await page.screenshot({ path: file, fullPage: shot.size.width < 900 });
    console.log(file);
  }
  await page.close();
}

/** Sends the same intents that the page's own controls send. */
async function reach(page, { sample, file, devices, strategy, moveCut }) {
  if (file !== undefined) {
    const field = page.locator('reef-open-menu input[type="file"]');
    await field.setInputFiles({
      name: file,
      mimeType: 'application/octet-stream',
      buffer: readFileSync(path.join(FIXTURES, file)),
    });
    await page.waitForFunction((name) => {
      const shown = document.querySelector('reef-app').shadowRoot;
      return (
        shown.textContent.includes(name) ||
        shown.querySelector('reef-header').model?.fileName === name
      );
    }, file);
  } else await send(page, 'sample-chosen', { name: sample });
  await idle(page);
  if (devices !== undefined) await send(page, 'device-count-changed', { deviceCount: devices });
  await idle(page);
  if (strategy !== undefined) await send(page, 'strategy-chosen', { strategy });
  if (moveCut) await send(page, 'cut-moved', { cutIndex: 1, afterDepth: 70, isFinal: true });
  await idle(page);
}

async function send(page, name, detail) {
  await page.evaluate(
    ([type, value]) =>
      document.querySelector('reef-app').dispatchEvent(new CustomEvent(type, { detail: value })),
    [name, detail],
  );
}

async function idle(page) {
  await page.waitForFunction(() => typeof window.reefIdle === 'function');
  await page.evaluate(() => window.reefIdle());
}

function nameOf({ name }, { size, view, theme }) {
  return `${name}-${view}-${theme}-${size.width}x${size.height}`;
}
