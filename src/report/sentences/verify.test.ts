import { expect, it } from 'vitest';
import { verifySentence, type VerifyFinding } from './verify.ts';

const equal: VerifyFinding = {
  isEqual: true,
  outputCount: 1,
  outputBytes: 1001,
  differingBytes: 0,
  largestDifference: 0,
  segmentCount: 4,
  remark: null,
  cpuMs: 812,
};

it.each([
  [
    'equal',
    equal,
    "Verified: the 4 segments, one after the other, give the output of the whole model byte for byte (1001 bytes; 0.812 s on this computer's CPU, measured).",
  ],
  [
    'equal in all outputs, with a remark',
    {
      ...equal,
      outputCount: 3,
      segmentCount: 1,
      outputBytes: 12_400,
      remark: 'The decoder was left out.',
    },
    "Verified: the one segment gives all 3 outputs of the whole model byte for byte (12\u2009400 bytes; 0.812 s on this computer's CPU, measured). The decoder was left out.",
  ],
  [
    'different',
    { ...equal, isEqual: false, differingBytes: 12, largestDifference: 1 },
    'Not the same: 12 of 1001 output bytes differ, the largest difference is one step of the stored type. Do not use these segments; choose other cuts and verify again.',
  ],
  [
    'very different',
    { ...equal, isEqual: false, differingBytes: 990, largestDifference: 200 },
    'Not the same: 990 of 1001 output bytes differ, the largest difference is 200 steps of the stored type. Do not use these segments; choose other cuts and verify again.',
  ],
])('tells of outputs that are %s', (_, finding, expected) => {
  expect(verifySentence(finding)).toBe(expected);
});
