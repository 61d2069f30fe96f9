import type { Failure } from '../../base/index.ts';

/** A failure as text for a report: code, subject, message and the raw facts, one a line. */
export function failureDetails(failure: Failure, subject: string): string {
  const facts = Object.entries(failure.details ?? {}).map(
    ([key, value]) => `${key}: ${String(value)}`,
  );
  return [
    `code: ${failure.code}`,
    ...(subject === '' ? [] : [`subject: ${subject}`]),
    `message: ${failure.message}`,
    ...(failure.hint === undefined ? [] : [`hint: ${failure.hint}`]),
    ...facts,
  ].join('\n');
}
