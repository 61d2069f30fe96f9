import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STRATEGY_NAMES } from '../partition/index.ts';
import { COMMANDS } from './registry.ts';
import { makeTestFolder, writeBadFiles } from './testing/model-files.ts';
import type { TestFolder } from './testing/model-files.ts';
import { runReef, runReefError, runReefJson } from './testing/run-reef.ts';

const MOBILENET = 'sample:mobilenet_v1_0.25_128_quant';

let files: TestFolder;
beforeAll(() => {
  files = makeTestFolder();
  writeBadFiles(files);
});
afterAll(() => files.remove());

describe('help', () => {
  test('lists every command on "reef --help" and "reef help"', () => {
    const help = runReef('--help');
    expect(help).toMatchObject({ status: 0, stderr: '' });
    for (const { name, summary } of COMMANDS) {
      expect(help.stdout).toContain(`  ${name} `);
      expect(help.stdout).toContain(summary);
    }
    expect(runReef('help').stdout).toBe(help.stdout);
  });

  test.each(COMMANDS)('explains $name with all its options', ({ name, options }) => {
    const { status, stdout } = runReef(name, '--help');
    expect(status).toBe(0);
    for (const option of [...Object.keys(options), 'json', 'help']) {
      expect(stdout).toContain(`--${option}`);
    }
  });
});

describe('bad usage ends with status 2', () => {
  test.each([
    ['no command', []],
    ['an unknown command', ['plann', 'x.tflite']],
    ['no model', ['plan', '--devices', '4']],
    ['two models', ['inspect', 'a.tflite', 'b.tflite']],
    ['an unknown option', ['inspect', MOBILENET, '--device', '4']],
    ['no number of devices', ['plan', MOBILENET]],
    ['devices that are no number', ['plan', MOBILENET, '--devices', 'four']],
    ['half a device', ['plan', MOBILENET, '--devices', '1.5']],
    ['an option without its value', ['plan', MOBILENET, '--devices', '--json']],
    ['a flag with a value', ['plan', MOBILENET, '--devices', '4', '--json=yes']],
    ['an unknown strategy', ['plan', MOBILENET, '--devices', '4', '--strategy', 'best']],
    ['an unknown link', ['plan', MOBILENET, '--devices', '4', '--link', 'usb4']],
    ['links for other devices', ['plan', MOBILENET, '--devices', '4', '--link', 'usb3,usb2']],
    ['links for auto', ['plan', MOBILENET, '--devices', 'auto', '--link', 'usb3,usb2']],
    ['an unknown clock', ['plan', MOBILENET, '--devices', '4', '--clock', 'turbo']],
    ['unknown ports', ['plan', MOBILENET, '--devices', '4', '--ports', 'some']],
    ['an empty batch', ['plan', MOBILENET, '--devices', '4', '--batch', '0']],
    ['manual without cuts', ['plan', MOBILENET, '--devices', '4', '--strategy', 'manual']],
    ['cuts without manual', ['plan', MOBILENET, '--devices', '2', '--cuts', '5']],
    ['no place for a sample', ['sample', 'resnet50']],
    ['no place for segments', ['cut', MOBILENET, '--devices', '2']],
  ])('%s', (_, args) => {
    const { status, error } = runReefError(...args);
    expect(status).toBe(2);
    expect(error.code).toBe('cli/usage');
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.hint).not.toBeNull();
  });

  test('says so in words without --json', () => {
    const { status, stdout, stderr } = runReef('plan', MOBILENET, '--devices', 'four');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'reef: The option --devices needs a whole number up to 9999, not "four".\nFor instance --devices 4.\n',
    );
  });
});

describe('bad input ends with status 1', () => {
  test.each([
    ['text.tflite', 'tflite/not-a-model'],
    ['empty.tflite', 'tflite/empty'],
    ['truncated.tflite', /^tflite\//],
    ['identifier.tflite', 'tflite/not-a-model'],
    ['huge.tflite', 'tflite/too-large'],
    ['missing.tflite', 'cli/file-missing'],
    ['.', 'cli/file-is-folder'],
  ] as const)('%s, whatever is asked of it', (name, code) => {
    for (const args of [['inspect'], ['plan', '--devices', '2'], ['compare', '--devices', '2']]) {
      const [command = '', ...options] = args;
      const { status, error } = runReefError(command, files.at(name), ...options);
      expect(status).toBe(1);
      expect(error.code).toMatch(code);
      expect(error.hint).not.toBeNull();
    }
  });

  test.each([
    ['float.tflite', 'tflite/float-model'],
    ['dynamic.tflite', 'tflite/dynamic-shape'],
    ['compiled.tflite', 'tflite/compiled-model'],
    ['subgraphs.tflite', 'tflite/several-subgraphs'],
  ])('%s is shown with a notice, but not planned, cut or verified', (name, code) => {
    const shown = runReefJson<{ notice: unknown }>('inspect', files.at(name));
    expect(shown.notice).toMatchObject({ code });
    const words = runReef('inspect', files.at(name));
    expect(words.status).toBe(0);
    for (const args of [['plan'], ['compare'], ['cut', '--out', files.at('x')], ['verify']]) {
      const [command = '', ...options] = args;
      const { status, error } = runReefError(command, files.at(name), '--devices', '2', ...options);
      expect([command, status, error.code]).toEqual([command, 1, code]);
      expect(words.stdout).toContain(error.message);
    }
  });

  test.each([
    ['0', 'partition/no-devices'],
    ['3', 'partition/too-many-devices'],
    ['17', 'partition/too-many-devices'],
  ])('%s devices for a model of two operators', (devices, code) => {
    const args = [files.at('two-operators.tflite'), '--devices', devices, '--strategy', 'balanced'];
    for (const command of ['plan', 'verify']) {
      const { status, error } = runReefError(command, ...args);
      expect([status, error.code]).toEqual([1, code]);
      expect(error.hint).not.toBeNull();
    }
  });

  test('no devices to compare for', () => {
    const { status, error } = runReefError('compare', MOBILENET, '--devices', '0');
    expect([status, error.code]).toEqual([1, 'partition/no-devices']);
  });

  test('an unknown sample, with the names of those that there are', () => {
    const { status, error } = runReefError('sample', 'resnet_50', '--out', files.at('x.tflite'));
    expect([status, error.code]).toEqual([1, 'sample/unknown']);
    expect(error.hint).toContain('resnet50');
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', () => {
    writeFileSync(files.at('secret.tflite'), 'x');
    chmodSync(files.at('secret.tflite'), 0);
    expect(runReefError('inspect', files.at('secret.tflite')).error.code).toBe(
      'cli/file-unreadable',
    );
  });

  test('a place that cannot be written to', () => {
    const out = `${files.at('text.tflite')}/below-a-file/x.tflite`;
    const { status, error } = runReefError('sample', 'dense_256', '--out', out);
    expect([status, error.code]).toEqual([1, 'cli/not-written']);
  });
});

describe('samples', () => {
  test('are listed and written with the size and hash that the list says', () => {
    interface Listed {
      readonly name: string;
      readonly bytes: number;
      readonly sha256: string;
      readonly weights: string;
    }
    const { samples } = runReefJson<{ samples: Listed[] }>('samples');
    expect(samples).toHaveLength(28);
    const entry = samples.find(({ name }) => name === 'mobilenet_v2');
    const out = files.at('new-folder/mobilenet.tflite');
    const written = runReefJson<Listed>('sample', 'mobilenet_v2', '--out', out);
    expect(written).toMatchObject({ sha256: entry?.sha256, weights: 'generated' });
    expect(readFileSync(out)).toHaveLength(entry?.bytes ?? -1);
    expect(runReefJson<Listed>('inspect', out).sha256).toBe(entry?.sha256);
    expect(runReef('samples').stdout).toContain('generated');
  });
});

test('every strategy name is accepted by the parser', () => {
  const help = runReef('plan', '--help').stdout;
  for (const name of STRATEGY_NAMES) expect(help).toContain(name);
});
