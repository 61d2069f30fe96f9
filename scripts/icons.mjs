// Draws the icons of the installed page (public/icons/*.png) from public/icon.svg with the Chromium that the browser tests
// use. Run it when the picture changes; the files are in the repository, so that a build needs no browser.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT } from './lib/setup.mjs';

const svg = readFileSync(path.join(ROOT, 'public/icon.svg'), 'utf8');
/** Systems cut a maskable icon to a shape of their own: it fills the square, and the picture keeps to the middle. */
const MASKABLE = svg
  .replace(/ rx="\d+"/, '')
  .replace(/<path /, '<path transform="translate(3.2 3.2) scale(.8)" ');

const ICONS = [
  { name: 'icon-192.png', side: 192, picture: svg },
  { name: 'icon-512.png', side: 512, picture: svg },
  { name: 'icon-maskable-512.png', side: 512, picture: MASKABLE },
  // Other systems round the corners themselves and show black where nothing is.
  { name: 'apple-touch-icon.png', side: 180, picture: MASKABLE },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();
for (const { name, side, picture } of ICONS) {
  await page.setViewportSize({ width: side, height: side });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${side}px;height:${side}px}</style>${picture}`,
  );
  const bytes = await page.screenshot({ omitBackground: true });
  writeFileSync(path.join(ROOT, 'public/icons', name), bytes);
  console.log(`${name}: ${bytes.length} bytes`);
}
await browser.close();
