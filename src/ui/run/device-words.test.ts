import { describe, expect, test } from 'vitest';
import type { Failure } from '../../base/index.ts';
import { rowRemark, stateWords } from './device-words.ts';
import type { RunnerDevice } from './run-contract.ts';

const device = (part: Partial<RunnerDevice>): RunnerDevice => ({
  ...{ id: 'coral-1', kind: 'coral', name: 'Coral 1', state: 'ready', link: 'usb3', clock: 'max' },
  ...{ failure: null, needsReplug: false, progress: null, warnings: [], bytesIn: 0, bytesOut: 0 },
  ...part,
});

describe('a row that waits to be allowed again', () => {
  test('says that it took its firmware, where that is why', () => {
    expect(rowRemark(device({ state: 'needs-permission' }))).toContain('took its firmware');
  });

  test('says why where it is another reason', () => {
    const failure: Failure = {
      code: 'usb/needs-permission',
      message: 'The permission was withdrawn.',
      hint: 'Choose Connect.',
    };
    expect(rowRemark(device({ state: 'needs-permission', failure }))).toBe(
      'The permission was withdrawn. Choose Connect.',
    );
    expect(stateWords(device({ state: 'needs-permission', failure }))).toBe('not allowed');
  });
});
