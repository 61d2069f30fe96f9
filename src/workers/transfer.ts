// Comlink settings that both sides of the boundary must share; imported for its effect by workers and clients.
import { transferHandlers } from 'comlink';
import { FailureError } from '../base/index.ts';
import type { Failure } from '../base/index.ts';

interface ThrownValue {
  readonly value: unknown;
}

type SerialisedThrow =
  | { readonly kind: 'failure'; readonly failure: Failure }
  | {
      readonly kind: 'bug';
      readonly name: string;
      readonly message: string;
      readonly stack: string;
    };

// Comlink's own handler carries name, message and stack only, so a failure that is thrown anyway would lose its code.
const ownThrow = transferHandlers.get('throw');
if (ownThrow !== undefined) {
  transferHandlers.set('throw', {
    canHandle: (value: unknown): value is unknown => ownThrow.canHandle(value),
    serialize: (thrown: unknown) => [serialiseThrow((thrown as ThrownValue).value), []],
    deserialize: (data: unknown) => {
      throw deserialiseThrow(data as SerialisedThrow);
    },
  });
}

/** What crosses the boundary for a thrown value: a failure whole, anything else as name, message and stack. */
export function serialiseThrow(value: unknown): SerialisedThrow {
  if (value instanceof FailureError) return { kind: 'failure', failure: value.failure };
  const error = value instanceof Error ? value : new Error(String(value));
  return { kind: 'bug', name: error.name, message: error.message, stack: error.stack ?? '' };
}

export function deserialiseThrow(data: SerialisedThrow): Error {
  if (data.kind === 'failure') return new FailureError(data.failure);
  const error = new Error(data.message);
  error.name = data.name;
  error.stack = data.stack;
  return error;
}
