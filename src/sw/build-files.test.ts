import { describe, expect, test } from 'vitest';
import {
  asksNetworkFirst,
  cacheKey,
  isNeverChanged,
  pathBelow,
  SHELL_PATH,
} from './build-files.ts';

const SCOPE = 'https://host.example/some/where/';

describe('the path of a request', () => {
  test.each([
    ['https://host.example/some/where/', SHELL_PATH],
    ['https://host.example/some/where/index.html', SHELL_PATH],
    ['https://host.example/some/where/?from=launcher#plan', SHELL_PATH],
    ['https://host.example/some/where/samples/index.json', 'samples/index.json'],
    ['https://host.example/some/where/assets/a-1.js?x', 'assets/a-1.js'],
    ['https://host.example/some/', null],
    ['https://host.example/elsewhere/assets/a-1.js', null],
    ['https://other.example/some/where/', null],
  ])('of %s is %s', (url, path) => {
    expect(pathBelow(SCOPE, url)).toBe(path);
  });
});

test('the same path with other content is kept apart', () => {
  const url = `${SCOPE}samples/index.json`;
  expect(cacheKey(url, 'a+b/c=')).not.toBe(cacheKey(url, 'a b/c='));
  expect(pathBelow(SCOPE, cacheKey(url, 'a+b/c='))).toBe('samples/index.json');
});

test('only what may change is asked for anew, and only where the page comes from this computer', () => {
  expect(isNeverChanged('assets/index-abc.js')).toBe(true);
  expect(asksNetworkFirst('127.0.0.1', SHELL_PATH)).toBe(true);
  expect(asksNetworkFirst('localhost', 'samples/index.json')).toBe(true);
  expect(asksNetworkFirst('127.0.0.1', 'assets/index-abc.js')).toBe(false);
  expect(asksNetworkFirst('reef.example', SHELL_PATH)).toBe(false);
});
