import { describe, expect, it } from 'vitest';
import type { Command } from './command-types.ts';
import { searchCommands } from './match.ts';

function command(title: string, patch: Partial<Command> = {}): Command {
  return {
    id: title,
    ...{ title, group: 'Page', unavailable: null, isListed: true },
    intent: { kind: 'palette' },
    ...patch,
  };
}

const COMMANDS = [
  command('Show the plan', { words: 'cuts strategies' }),
  command('Plan for 4 devices', { isListed: false }),
  command('Plan for 14 devices', { isListed: false }),
  command('Open ResNet-50', { words: 'sample resnet50 generated weights', isListed: false }),
  command('Open ResNet-50 v2', { words: 'sample resnet50_v2', isListed: false }),
  command('Open MobileNet v1 0.25', { words: 'sample', isListed: false }),
  command('Dark theme', { words: 'colours appearance' }),
  command('Undo', { unavailable: 'Nothing to undo.' }),
  command('Verify the plan on this computer', { words: 'check compare' }),
];

function titles(query: string): readonly string[] {
  return searchCommands(query, COMMANDS).map(({ title }) => title);
}

describe('searching commands', () => {
  it('lists what is listed while nothing is typed, in its order', () => {
    expect(titles('  ')).toEqual([
      'Show the plan',
      'Dark theme',
      'Undo',
      'Verify the plan on this computer',
    ]);
  });

  it.each([
    ['dark', 'Dark theme'],
    ['DARK', 'Dark theme'],
    ['theme dark', 'Dark theme'],
    ['colour', 'Dark theme'],
    ['4 dev', 'Plan for 4 devices'],
    ['resnet50', 'Open ResNet-50'],
    ['resnet-50 v2', 'Open ResNet-50 v2'],
    ['check', 'Verify the plan on this computer'],
    ['0.25', 'Open MobileNet v1 0.25'],
  ])('finds by the words and starts of words that people type: "%s"', (query, first) => {
    expect(titles(query)[0]).toBe(first);
  });

  it.each([
    ['reznet', 'Open ResNet-50'],
    ['resent', 'Open ResNet-50'],
    ['rsnet', 'Open ResNet-50'],
    ['verrify', 'Verify the plan on this computer'],
    ['vrfy', 'Verify the plan on this computer'],
  ])('forgives a wrong, missing, doubled or swapped letter: "%s"', (query, first) => {
    expect(titles(query)[0]).toBe(first);
  });

  it('leaves guesses out where something matches as it is typed', () => {
    expect(titles('plan')).not.toContain('Dark theme');
    expect(titles('resn')).toEqual(['Open ResNet-50', 'Open ResNet-50 v2']);
  });

  it('needs every word that is typed', () => {
    expect(titles('dark devices')).toEqual([]);
    expect(titles('qqqq')).toEqual([]);
  });

  it('puts what can be chosen before what cannot, among equals', () => {
    const two = [command('Stop A', { unavailable: 'Not now.' }), command('Stop B')];
    expect(searchCommands('stop', two).map(({ title }) => title)).toEqual(['Stop B', 'Stop A']);
  });
});
