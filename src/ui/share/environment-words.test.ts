import { describe, expect, it } from 'vitest';
import { environmentWords } from './environment-words.ts';

const DAY = new Date(2026, 2, 5);
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('where a result comes from', () => {
  it.each([
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36`,
      'Chrome 156 on Linux',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`,
      'Edge 156 on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox 140 on macOS',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
      'Safari 19 on macOS',
    ],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/150.0.0.0 Safari/537.36`,
      'Chrome 150 on ChromeOS',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/150.0.0.0 Mobile Safari/537.36`,
      'Chrome 150 on Android',
    ],
    ['', 'A browser'],
  ])('reads %s', (userAgent, words) => {
    expect(environmentWords(userAgent, DAY)).toBe(`${words}, 2026-03-05`);
  });
});
