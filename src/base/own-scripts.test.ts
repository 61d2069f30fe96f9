import { expect, test } from 'vitest';
import { allowOwnScripts } from './own-scripts.ts';

function ruleAt(href: string): (url: string) => string | null {
  let rule: ((url: string) => string | null) | null = null;
  allowOwnScripts({
    location: { href },
    trustedTypes: {
      createPolicy: (name: string, rules: { createScriptURL: typeof rule }) => {
        expect(name).toBe('default');
        rule = rules.createScriptURL;
      },
    },
  });
  if (rule === null) throw new Error('no policy');
  return rule;
}

test.each([
  ['http://host/some/where/assets/planner.worker-1.js', true],
  ['http://host/some/where/sw.js', true],
  ['http://host/elsewhere/sw.js', false],
  ['http://host/some/where/../x.js', false],
  ['http://other/some/where/sw.js', false],
  ['blob:http://host/some/where/1234', false],
  ['data:text/javascript,alert(1)', false],
  ['sw.js', false],
])('a script from %s may be started: %s', (url, isAllowed) => {
  expect(ruleAt('http://host/some/where/#v1./http://other/')(url)).toBe(isAllowed ? url : null);
});

test('a browser without trusted types needs nothing', () => {
  expect(() => {
    allowOwnScripts({ location: { href: 'http://host/' } });
  }).not.toThrow();
});
