import { describe, expect, it } from 'vitest';
import { createTestApp, fixtureSource } from '../../app/testing/test-app.ts';
import type { AppState, SampleEntry } from '../contract.ts';
import { INITIAL_STATE } from '../../app/initial-state.ts';
import { COMMAND_GROUPS } from './command-types.ts';
import type { Command, CommandContext, RunReading } from './command-types.ts';
import { findCommand, listCommands } from './commands.ts';
import { listKeyGroups } from './key-groups.ts';
import { COMMAND_KEYS, ELEMENT_KEYS } from './keys.ts';

const SAMPLE: SampleEntry = {
  ...{ name: 'resnet50', title: 'ResNet-50', weights: 'generated', file: 'resnet50.skeleton' },
  ...{ bytes: 1, sha256: '', inputShape: [224, 224, 3], operatorCount: 74 },
};

function context(state: Partial<AppState> = {}, run: RunReading | null = null): CommandContext {
  return { state: { ...INITIAL_STATE, samples: [SAMPLE], ...state }, run, hasSingleKeys: true };
}

function command(id: string, of: CommandContext): Command {
  const found = findCommand(id, of);
  if (found === undefined) throw new Error(`There is no command ${id}.`);
  return found;
}

/** The state of a page with a small model, planned. */
async function planned(): Promise<AppState> {
  const { app } = createTestApp();
  app.open(fixtureSource('mobilenet_v1_0.25_128_quant'));
  await app.whenIdle();
  return app.store.state;
}

const RUN: RunReading = {
  ...{ isRunning: false, obstacle: null, inferences: 15, progress: '', missingCount: 0 },
};

describe('the registry of commands', () => {
  it('has one command for each id, each with its group, in the order of the groups', () => {
    const ids = listCommands(context()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const groups = [...new Set(listCommands(context()).map(({ group }) => group))];
    expect(groups).toEqual(COMMAND_GROUPS.filter((group) => groups.includes(group)));
  });

  it('has a command for every key, and a line in the key list', () => {
    const commands = listCommands(context());
    for (const id of Object.keys(COMMAND_KEYS)) {
      expect(commands.map((one) => one.id)).toContain(id);
    }
    const lines = listKeyGroups(commands, false).flatMap((group) => group.lines);
    // One more for pasting, which the browser does.
    expect(lines).toHaveLength(Object.keys(COMMAND_KEYS).length + ELEMENT_KEYS.length + 1);
  });

  it('offers all numbers of devices, links, clocks, samples, themes and questions', () => {
    const ids = listCommands(context()).map(({ id }) => id);
    for (const id of ['devices-auto', 'devices-1', 'devices-16', 'link-usb2', 'clock-std']) {
      expect(ids).toContain(id);
    }
    for (const id of ['ports-shared', 'sample-resnet50', 'theme-dark', 'help-how-many', 'run']) {
      expect(ids).toContain(id);
    }
  });
});

describe('what can be done now', () => {
  it.each([
    ['verify', 'Open a model first.'],
    ['download', 'Open a model first.'],
    ['devices-4', 'Open a model first.'],
    ['undo', 'Nothing to undo.'],
    ['cancel-opening', 'No model is being opened.'],
    ['cancel-planning', 'Nothing is being planned.'],
    ['cancel-verify', 'Nothing is being verified.'],
    ['cancel-run', 'Nothing is running.'],
    ['forget', 'Nothing is kept on this computer.'],
  ])('without a model %s says "%s"', (id, reason) => {
    expect(command(id, context()).unavailable).toBe(reason);
  });

  it('opens, shows, explains at any time', () => {
    for (const id of [
      'open-file',
      'sample-resnet50',
      'view-run',
      'theme-dark',
      'help',
      'key-list',
    ]) {
      expect(command(id, context()).unavailable).toBeNull();
    }
  });

  it('with a plan verifies, downloads whole and by segment, and chooses strategies', async () => {
    const state = await planned();
    const now = { ...context(), state };
    for (const id of [
      'verify',
      'download',
      'download-1',
      'strategy-balanced',
      'devices-4',
      'forget',
    ]) {
      expect(command(id, now).unavailable).toBeNull();
    }
    expect(command('devices-4', now).note).toBe('on');
    expect(command('run', now).unavailable).toBe('Connect or add devices first.');
    expect(command('virtual', now).title).toMatch(/^Add \d virtual accelerators?$/);
  });

  it('runs where the Run view could, and says why where it could not', async () => {
    const state = await planned();
    const ready = { ...context({}, RUN), state };
    expect(command('run', ready).unavailable).toBeNull();
    expect(command('run', ready).title).toBe('Run 15 inferences');
    const obstacle = 'The accelerators need firmware first.';
    expect(command('run', { ...ready, run: { ...RUN, obstacle } }).unavailable).toBe(obstacle);
  });

  it('lists what can be stopped only while it goes on, with how far it is', async () => {
    const state = await planned();
    const progress = { done: 1, total: 4, label: 'Running' };
    const verifying = {
      ...context(),
      state: { ...state, verify: { kind: 'running', progress } as const },
    };
    expect(command('cancel-verify', { ...context(), state }).isListed).toBe(false);
    expect(command('cancel-verify', verifying)).toMatchObject({
      ...{ isListed: true, unavailable: null, note: '25 %' },
    });
    const running = {
      ...RUN,
      isRunning: true,
      obstacle: 'A run is under way.',
      progress: '7 of 15',
    };
    expect(command('cancel-run', { ...context({}, running), state })).toMatchObject({
      ...{ isListed: true, unavailable: null, note: '7 of 15' },
    });
  });
});
