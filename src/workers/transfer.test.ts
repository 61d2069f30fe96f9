import { expose, wrap } from 'comlink';
import { describe, expect, test } from 'vitest';
import { FailureError } from '../base/index.ts';
import './transfer.ts';

interface Thrower {
  throwFailure(): Promise<never>;
  throwBug(): Promise<never>;
}

function crossBoundary(): { api: Thrower; close: () => void } {
  const { port1, port2 } = new MessageChannel();
  const thrower: Thrower = {
    throwFailure: () => {
      throw new FailureError({
        code: 'tflite/not-a-model',
        message: 'Not a model.',
        hint: 'Take another.',
      });
    },
    throwBug: () => {
      throw new RangeError('out of range');
    },
  };
  expose(thrower, port1);
  return { api: wrap<Thrower>(port2), close: () => port1.close() };
}

describe('what is thrown across the worker boundary', () => {
  test('keeps the code and the hint of a failure', async () => {
    const { api, close } = crossBoundary();
    const error = await api.throwFailure().catch((thrown: unknown) => thrown);
    close();
    expect(error).toBeInstanceOf(FailureError);
    expect((error as FailureError).failure).toMatchObject({
      code: 'tflite/not-a-model',
      hint: 'Take another.',
    });
  });

  test('keeps name and message of a bug', async () => {
    const { api, close } = crossBoundary();
    const error = await api.throwBug().catch((thrown: unknown) => thrown);
    close();
    expect(error).toMatchObject({ name: 'RangeError', message: 'out of range' });
  });
});
