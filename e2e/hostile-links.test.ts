// Links that are meant to do harm: nothing in them runs, nothing hangs, memory stays bounded, and there is always a clear
// page, never a blank.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { deflatedZeros } from './lib/bombs.ts';
import { SCRIPTS, seededRandom, Watch } from './lib/hostile.ts';
import type { ReefPage } from './lib/reef-page.ts';
import { expect, test as base } from './lib/test.ts';

const test = base.extend<{ watch: Watch }>({
  watch: async ({ page, browser }, use) => {
    await use(new Watch(page, browser));
  },
});

const FUZZ_MS = 240_000;
const GOLDEN = path.resolve('src/share/golden');
const REFUSED = 'This link cannot be opened';

/** Links of every kind that Reef ever wrote. */
const goldenLinks = readdirSync(GOLDEN)
  .filter((name) => name.endsWith('.link'))
  .map((name) => readFileSync(path.join(GOLDEN, name), 'utf8').trim());

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function contentOf(link: string): Json {
  const packed = Buffer.from(link.slice(link.indexOf('.') + 1), 'base64url');
  return JSON.parse(zlib.inflateRawSync(packed).toString()) as Json;
}

function linkOf(content: string | Buffer): string {
  return `v1.${zlib.deflateRawSync(content).toString('base64url')}`;
}

/** Follows a link as if it had been pasted into the address of the open page, and waits until the page has answered. */
async function follow(reef: ReefPage, link: string): Promise<void> {
  await reef.page.evaluate((fragment) => {
    window.location.hash = fragment;
  }, link);
  await reef.idle();
  await expect(reef.headline).not.toBeEmpty();
  await expect(reef.headline).not.toHaveText(/NaN|Infinity|undefined|\[object/);
}

const HOSTILE: readonly (readonly [what: string, link: string])[] = [
  ['nothing', 'v1.'],
  ['not its alphabet', `v1.${SCRIPTS.join('')}`],
  ['zeros', 'v1.AAAAAAAA'],
  ['a good part of a megabyte', `v1.${'A'.repeat(400_000)}`],
  ['a deflate bomb', `v1.${deflatedZeros(8).toString('base64url')}`],
  ['nested lists', linkOf('['.repeat(60_000))],
  ['nested lists that end', linkOf(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
  ['nested objects', linkOf(`${'{"p":'.repeat(15_000)}1${'}'.repeat(15_000)}`)],
  ['no object', linkOf('"words"')],
  ['an empty object', linkOf('{}')],
  ['a prototype', linkOf('{"__proto__": {"p": []}, "constructor": 1}')],
  ['no text', linkOf(Buffer.from([0xff, 0xfe, 0x80]))],
];

test('links that hold no result, opened cold, are refused in words', async ({
  reef,
  page,
  watch,
}) => {
  test.setTimeout(FUZZ_MS);
  for (const [what, link] of HOSTILE) {
    await page.goto('about:blank');
    await page.goto(`./#${link}`);
    await reef.idle();
    await expect(reef.headline, what).toHaveText(REFUSED);
    await expect(page.locator('reef-failure .message'), what).not.toBeEmpty();
  }
  await page.getByRole('button', { name: 'Start without it' }).click();
  await watch.expectUnharmed(reef);
  await watch.expectBoundedMemory();
});

test('a link of a version to come says so', async ({ reef, page, watch }) => {
  for (const version of [2, 9999, '99999999999999999999']) {
    await page.goto('about:blank');
    await page.goto(`./#v${String(version)}.x`);
    await reef.idle();
    await expect(reef.headline).toHaveText(REFUSED);
  }
  await page.getByRole('button', { name: 'Start without it' }).click();
  await watch.expectUnharmed(reef);
});

test('scripts in every text of a link are text', async ({ reef, page, watch }) => {
  test.setTimeout(FUZZ_MS);
  for (const script of SCRIPTS) {
    for (const golden of goldenLinks) {
      const texts = countOf(contentOf(golden), isText);
      for (let index = 0; index < texts; index++) {
        const content = replaced(contentOf(golden), isText, index, () => script);
        await page.goto(`./#${linkOf(JSON.stringify(content))}`);
        await reef.idle();
        await expect(reef.headline).not.toBeEmpty();
      }
    }
    expect(await page.evaluate(() => window.hacked)).toBeUndefined();
  }
  await expect(page.getByRole('main')).toBeVisible();
  await follow(reef, 'plan');
  await watch.expectBoundedMemory();
});

test('a name that is a script is shown as it is', async ({ reef, page, watch }) => {
  const [golden = ''] = goldenLinks;
  const content = contentOf(golden) as { m: Json[] };
  const [, script = ''] = SCRIPTS;
  await page.goto(
    `./#${linkOf(JSON.stringify({ ...content, m: [...content.m.slice(0, 6), script] }))}`,
  );
  await reef.idle();
  await expect(page.locator('body')).toContainText(script);
  expect(await page.evaluate(() => window.hacked)).toBeUndefined();
  await watch.expectBoundedMemory();
});

/** What a number of a link may be turned into. */
const NUMBERS: readonly Json[] = [
  ...[-1, 0, 0.5, 1e308, 2 ** 31, 2 ** 53, -(2 ** 53)],
  ...['1', null, true, [], {}, [[]]],
];

test('each number of a link replaced by what it must not be: a picture or a refusal, never a blank', async ({
  reef,
  watch,
}) => {
  test.setTimeout(FUZZ_MS);
  const random = seededRandom(1);
  const [golden = ''] = goldenLinks;
  const numbers = countOf(contentOf(golden), isNumber);
  await reef.open();
  let refused = 0;
  for (let index = 0; index < numbers; index++) {
    const by = NUMBERS[random(NUMBERS.length)] ?? null;
    const content = replaced(contentOf(golden), isNumber, index, () => by);
    await follow(reef, linkOf(JSON.stringify(content)));
    if ((await reef.headline.innerText()) === REFUSED) refused++;
  }
  expect(refused).toBeGreaterThan(numbers / 4);
  await watch.expectUnharmed(reef);
  await watch.expectBoundedMemory();
});

test('good links with random damage to their letters: a picture or a refusal, never a blank', async ({
  reef,
  watch,
}) => {
  test.setTimeout(FUZZ_MS);
  const random = seededRandom(2);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  await reef.open();
  for (let round = 0; round < 25; round++) {
    for (const golden of goldenLinks) {
      const at = 3 + random(golden.length - 3);
      const letter = letters[random(letters.length)] ?? 'A';
      const damaged =
        random(3) === 0 ? golden.slice(0, at) : golden.slice(0, at) + letter + golden.slice(at + 1);
      await follow(reef, damaged);
    }
  }
  await watch.expectUnharmed(reef);
  await watch.expectBoundedMemory();
});

function isText(value: Json): boolean {
  return typeof value === 'string';
}

function isNumber(value: Json): boolean {
  return typeof value === 'number';
}

function countOf(value: Json, isMeant: (value: Json) => boolean): number {
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).reduce<number>((sum, part) => sum + countOf(part, isMeant), 0);
  }
  return isMeant(value) ? 1 : 0;
}

/** The same content with the leaf of this number, among those that are meant, replaced. */
function replaced(
  content: Json,
  isMeant: (value: Json) => boolean,
  index: number,
  by: () => Json,
): Json {
  let seen = -1;
  return JSON.parse(
    JSON.stringify(content, (_key, value: Json) => {
      const isLeaf = typeof value !== 'object' || value === null;
      if (!isLeaf || !isMeant(value)) return value;
      seen++;
      return seen === index ? by() : value;
    }),
  ) as Json;
}
