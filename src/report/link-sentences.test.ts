import { beforeAll, describe, expect, it } from 'vitest';
import { encodeLink } from '../share/index.ts';
import type { SharedResult } from '../share/index.ts';
import { sampleResult } from '../share/testing/sample-result.ts';
import { linkContents, linkHoldsSentence, linkLeavesOutSentence } from './link-sentences.ts';

let withRun: SharedResult;

beforeAll(async () => {
  withRun = await sampleResult('resnet152', 8, { hasRun: true });
}, 120_000);

describe('what a link holds, in words', () => {
  it('counts what is in it', () => {
    expect(linkHoldsSentence(withRun)).toBe(
      'The link holds the fingerprint of the model (SHA-256, 62.3 MB, 210 operators, its parameters and multiply-accumulates in all), ' +
        'the name “ResNet-152”, its depth profile in 64 steps, 8 devices with their links, clocks and ports, ' +
        'the slowest stage of 7 strategies, 7 cuts, estimated sizes and times of 8 segments for batches of 15, ' +
        'measured times of 150 inferences with the verdict on their outputs, ' +
        'where and when it was made (Chrome 156 on Linux, 2026-11-24) and the version of Reef (0.1.0).',
    );
    expect(linkLeavesOutSentence(withRun)).toBe(
      'No weights, no tensor or operator names, no paths and no serial numbers.',
    );
  });

  it('says of what the person left out that it is not there', () => {
    const bare: SharedResult = {
      ...withRun,
      model: { ...withRun.model, name: null },
      run: null,
      environment: null,
    };
    expect(linkHoldsSentence(bare)).not.toMatch(/name|inferences|Chrome/);
    expect(linkLeavesOutSentence(bare)).toBe(
      'No weights, no tensor or operator names, no name of the model, no paths, no serial numbers, no run and no date.',
    );
  });

  it('tells rates of a run that the plan was made with', () => {
    const rates = { fixedMs: 0.2, inBytesPerMs: 1, outBytesPerMs: 1, label: 'measured' } as const;
    const [first, ...others] = withRun.devices;
    const devices = first === undefined ? [] : [{ ...first, rates }, ...others];
    expect(linkHoldsSentence({ ...withRun, devices })).toContain(
      '8 devices with their links, clocks, ports and measured link rates',
    );
  });

  it('has a word for every field that a link is made of', () => {
    // A new field of the schema has to be told of here: this list is to be changed together with the words.
    expect(Object.keys(withRun).sort()).toEqual(
      [
        ...['batch', 'devices', 'environment', 'model', 'plan', 'profile', 'run'],
        ...['strategies', 'toolVersion'],
      ].sort(),
    );
    expect(Object.keys(withRun.model).sort()).toEqual(
      [
        ...['bytes', 'compiledParamBytes', 'hasGeneratedWeights', 'macs', 'name'],
        ...['operatorCount', 'sha256'],
      ].sort(),
    );
    expect(linkContents(withRun).holds).toHaveLength(10);
    expect(encodeLink(withRun).length).toBeLessThan(2000);
  });
});
