// What is said of a run as far as a link tells of it.
import { formatMs, formatSignificant, plural } from '../base/index.ts';
import type { SharedRun } from '../share/index.ts';

const KIND_WORDS: Readonly<Record<SharedRun['kind'], string>> = {
  coral: 'Coral accelerators',
  virtual: 'virtual accelerators',
  cpu: 'the CPU',
};
const VERIFIED_WORDS: Readonly<Record<SharedRun['verified'], string>> = {
  equal: 'outputs equal to those of the whole model, byte for byte',
  different: 'outputs differ from those of the whole model',
  'not-checked': 'outputs not compared',
  'not-computed': 'outputs not computed',
};

/** "Run of 15 inferences on virtual accelerators (simulated): 224 inferences per second; latency 8.30 ms median, …". */
export function sharedRunSentence(run: SharedRun): string {
  return (
    `Run of ${plural(run.inferences, 'inference')} on ${KIND_WORDS[run.kind]} (${run.label}): ` +
    `${formatSignificant(run.throughputPerSecond)} inferences per second; latency ${formatMs(run.p50Ms)} median, ` +
    `${formatMs(run.p95Ms)} at 95\u00a0%, ${formatMs(run.p99Ms)} at 99\u00a0%; ${VERIFIED_WORDS[run.verified]}.`
  );
}
