import { describe, expect, it } from 'vitest';
import { fragmentOf, linkIn, parseFragment } from './address-text.ts';

describe('the part of the address behind #', () => {
  it.each([
    ['', null, null],
    ['run', 'run', null],
    ['v1.abc_-', null, 'v1.abc_-'],
    ['share/v1.abc', 'share', 'v1.abc'],
    ['plan/v27.abc', 'plan', 'v27.abc'],
    ['main', null, null],
    ['plan/nonsense', 'plan', null],
    ['nonsense/v1.abc', null, null],
  ])('is read: %s', (fragment, view, link) => {
    expect(parseFragment(fragment)).toEqual({ view, link });
  });

  it('says a view, a link, or both', () => {
    expect(fragmentOf({ view: 'run', link: null })).toBe('run');
    expect(fragmentOf({ view: null, link: 'v1.abc' })).toBe('v1.abc');
    expect(fragmentOf({ view: 'run', link: 'v1.abc' })).toBe('run/v1.abc');
  });
});

describe('a link that somebody pastes', () => {
  it.each([
    'v1.abc',
    '#v1.abc',
    ' https://example.org/reef/#v1.abc\n',
    'https://example.org/#run/v1.abc',
    'run/v1.abc',
  ])('is found in %j', (text) => {
    expect(linkIn(text)).toBe('v1.abc');
  });

  it('is left to the decoder to refuse where there is none', () => {
    expect(linkIn('https://example.org/')).toBe('https://example.org/');
  });
});
