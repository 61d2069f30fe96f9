/** The part of Reef in which a failure happened; the first half of every failure code. */
export type FailureArea =
  | 'tflite'
  | 'graph'
  | 'edgetpu'
  | 'partition'
  | 'pipeline'
  | 'segment'
  | 'sample'
  | 'cpu'
  | 'usb'
  | 'runtime'
  | 'virtual'
  | 'bench'
  | 'share'
  | 'report'
  | 'app'
  | 'cli';

/** Machine-readable name of a failure, decided where it happens: `tflite/not-a-model`, `usb/claim-busy`. */
export type FailureCode = `${FailureArea}/${string}`;

/** Something that may be expected to go wrong, as plain data that survives the worker boundary. */
export interface Failure {
  readonly code: FailureCode;
  /** What happened and why, one or two sentences, for the user. */
  readonly message: string;
  /** What to do next, one or two sentences. */
  readonly hint?: string;
  /** Facts worth copying into a report: offsets, names, the raw text of an exception. */
  readonly details?: Readonly<Record<string, string | number>>;
}

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(failure: Failure): Result<never> {
  return { ok: false, failure };
}

/** Thrown inside one module to leave deep parsing code; always turned into a `Result` at its boundary. */
export class FailureError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = 'FailureError';
  }
}

/** Runs `work` and turns a thrown `FailureError` into a failed result; any other exception is a bug and passes. */
export function catchFailure<T>(work: () => T): Result<T> {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure);
    throw error;
  }
}

/** The value of a result that the caller knows to be good; throws its failure otherwise. */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new FailureError(result.failure);
  return result.value;
}
