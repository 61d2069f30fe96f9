// Every way in which bytes can fail to be a model, each with its own code. Messages are for the person who dropped the
// file; offsets and names go into the details.

import { FailureError, formatFileSize } from '../base/index.ts';

/** How far past the end a reference may point and still mean "cut short" rather than "nonsense offset". */
const PLAUSIBLE_BYTES = 16 * 1024 * 1024;
const PLAUSIBLE_FACTOR = 64;

const GET_AGAIN = 'Download or export the file again and compare its size with the original.';

export function failDamaged(
  code: string,
  message: string,
  details: Readonly<Record<string, string | number>> = {},
): never {
  throw new FailureError({ code: `tflite/${code}`, message, hint: GET_AGAIN, details });
}

/** A table, vector or text would end at `end` bytes, but the file has only `length`. */
export function failPastEnd(what: string, end: number, length: number): never {
  const details = { what, end, length };
  if (end > Math.max(PLAUSIBLE_BYTES, length * PLAUSIBLE_FACTOR)) {
    failDamaged(
      'corrupt-offset',
      `The file is damaged: ${what} points far outside of it.`,
      details,
    );
  }
  failDamaged(
    'truncated',
    `The file is cut short: it is ${formatFileSize(length)} long, but ${what} reaches to byte ${end}.`,
    details,
  );
}

/** An offset that no writer makes: backwards, to itself, or into another table's frame. */
export function failOffset(what: string, position: number): never {
  failDamaged('corrupt-offset', `The file is damaged: ${what} has an impossible offset.`, {
    what,
    position,
  });
}

/** Shared or overlapping parts that together unfold to more than the file could hold. */
export function failUnfolds(length: number): never {
  failDamaged(
    'absurd-size',
    'The file is damaged or made to do harm: its parts overlap so that reading them all would never end.',
    { length },
  );
}

/** A number that should name an operator code, a tensor, a buffer or a subgraph, but names none. */
export function failIndex(what: string, index: number, count: number): never {
  failDamaged(
    'corrupt-index',
    `The file is damaged: ${what} is number ${index}, but there are only ${count}.`,
    {
      what,
      index,
      count,
    },
  );
}
