import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMAND, COMMAND_FIELD } from './machine.ts';
import { goldenOptions, optionValues } from './options.ts';
import { explainReturned, explainStatus, STATUS, TRANSFER } from './status.ts';

const header = (name: string): string =>
  readFileSync(new URL(`../../wasm/src/${name}.h`, import.meta.url), 'utf8');

/** `NAME = number` entries of a header that start with a prefix, without it. */
function entries(text: string, prefix: string): Record<string, number> {
  const pattern = new RegExp(`^\\s*${prefix}([A-Z0-9_]+) = (-?\\d+),`, 'gm');
  const found: Record<string, number> = {};
  for (const [, name = '', value] of text.matchAll(pattern)) found[name] = Number(value);
  return found;
}

describe('the two sides of the runtime', () => {
  it('know the same statuses', () => {
    expect(entries(header('status'), 'ETPU_')).toEqual({ ...STATUS });
    expect(entries(header('status'), 'TRANSFER_')).toEqual({ ...TRANSFER });
  });

  it('know the same commands and notices', () => {
    const commands = {
      ...entries(header('command'), 'COMMAND_'),
      ...entries(header('command'), 'NOTICE_'),
    };
    expect(commands).toEqual({ ...COMMAND });
  });

  it('lay out a command in the same words', () => {
    const body = /struct Command \{([\s\S]*?)\};/.exec(header('command'))?.[1] ?? '';
    const fields = [...body.matchAll(/^\s*(?:u32|u8\*) (\w+);/gm)].map(([, name]) =>
      name?.toUpperCase(),
    );
    const ours = Object.entries(COMMAND_FIELD).sort((a, b) => a[1] - b[1]);
    expect(fields).toEqual(['KIND', ...ours.map(([name]) => name)]);
  });

  it('know the same options and the same defaults', () => {
    const keys = Object.values(entries(header('options'), 'OPTION_')).filter((key) => key < 15);
    expect(optionValues(goldenOptions('super')).map(([key]) => key)).toEqual(keys);
    const defaults = /values\[OPTION_COUNT\] = \{([^}]*)\}/.exec(header('options'))?.[1] ?? '';
    const names: Record<string, number> = { '1 << 20': 1 << 20, READ_QUEUED: 0 };
    const numbers = defaults.split(',').map((text) => names[text.trim()] ?? Number(text));
    expect(optionValues(goldenOptions('super')).map(([, value]) => value)).toEqual(numbers);
  });
});

describe('explainStatus', () => {
  it.each(Object.entries(STATUS).filter(([name]) => name !== 'OK'))(
    'has words, a code and a next step for %s',
    (_name, status) => {
      const failure = explainReturned(status);
      expect(failure.code).toMatch(/^(runtime|usb)\/[a-z-]+$/);
      expect(failure.code).not.toBe('runtime/unknown-status');
      expect(failure.message).toMatch(/\.$/);
      expect(failure.hint).toMatch(/\.$/);
    },
  );

  it('names endpoints, registers and error bits', () => {
    const at = {
      status: STATUS.TRANSFER_TIMEOUT,
      endpoint: 0x81,
      address: 0,
      expected: 0,
      actual: 0,
    };
    expect(explainStatus(at).message).toContain('endpoint 0x81');
    expect(explainStatus({ ...at, endpoint: 0, address: 0x1a318 }).message).toContain('0x1a318');
    const hib = explainStatus({ ...at, status: STATUS.HIB_ERROR, actual: 0x201 });
    expect(hib.message).toContain('inbound page fault, instruction queue invalid');
  });
});
