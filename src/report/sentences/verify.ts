import { formatCount, formatSignificant, plural } from '../../base/index.ts';

/** What the verification of a cut found, over all outputs of the model. */
export interface VerifyFinding {
  readonly isEqual: boolean;
  readonly outputCount: number;
  readonly outputBytes: number;
  readonly differingBytes: number;
  /** Largest difference of one output value, in units of the stored type. */
  readonly largestDifference: number;
  readonly segmentCount: number;
  /** What was left out and why; null where everything was compared. */
  readonly remark: string | null;
  /** Time that the interpreter took on this computer's CPU, measured. */
  readonly cpuMs: number;
}

/** The result of a verification: what was compared, and whether it is the same to the byte. */
export function verifySentence(finding: VerifyFinding): string {
  const remark = finding.remark === null ? '' : ` ${finding.remark}`;
  return `${finding.isEqual ? equalSentence(finding) : differentSentence(finding)}${remark}`;
}

function equalSentence(finding: VerifyFinding): string {
  const outputs = finding.outputCount === 1 ? 'the output' : `all ${finding.outputCount} outputs`;
  const bytes = plural(finding.outputBytes, 'byte');
  const took = `${formatSignificant(finding.cpuMs / 1000)} s on this computer's CPU, measured`;
  const chain =
    finding.segmentCount === 1
      ? 'The one segment gives'
      : `The ${finding.segmentCount} segments, one after the other, give`;
  return `Verified: ${chain.charAt(0).toLowerCase()}${chain.slice(1)} ${outputs} of the whole model byte for byte (${bytes}; ${took}).`;
}

function differentSentence(finding: VerifyFinding): string {
  const units =
    finding.largestDifference === 1
      ? 'one step'
      : `${formatCount(finding.largestDifference)} steps`;
  return (
    `Not the same: ${formatCount(finding.differingBytes)} of ${plural(finding.outputBytes, 'output byte')} differ, ` +
    `the largest difference is ${units} of the stored type. Do not use these segments; choose other cuts and verify again.`
  );
}
