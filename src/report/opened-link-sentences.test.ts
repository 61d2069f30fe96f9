import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLink, planOfShared } from '../share/index.ts';
import type { SharedResult } from '../share/index.ts';
import {
  besideLinkSentence,
  fingerprintStart,
  linkedModelName,
  linkedPortsText,
  linkedRatesText,
  makeLiveSentence,
  otherModelSentence,
} from './opened-link-sentences.ts';
import { plainText } from './sentences/index.ts';

const GOLDEN = new URL('../share/golden/', import.meta.url);

function golden(name: string): SharedResult {
  const decoded = decodeLink(readFileSync(new URL(`${name}.link`, GOLDEN), 'utf8').trim());
  if (!decoded.ok) throw new Error(decoded.failure.message);
  return decoded.value;
}

const measured = golden('v1-resnet152-8-devices-measured');
const estimated = golden('v1-inception-v3-4-devices');

describe('of a link alone', () => {
  it('says which file makes it live, by size and start of its fingerprint', () => {
    expect(plainText(makeLiveSentence(measured.model, measured.model.name))).toBe(
      'Drop the same model to make it live again: ResNet-152, of 62.3 MB whose SHA-256 starts with a3a3 a3a3 a3a3.',
    );
    expect(plainText(makeLiveSentence(measured.model, null))).toMatch(
      /again: the file of 62\.3 MB/,
    );
  });

  it('shows the start of a fingerprint in groups', () => {
    expect(fingerprintStart('0123456789abcdef')).toBe('0123 4567 89ab');
  });

  it('names the model as the link does, or as a sample of the same fingerprint is named', () => {
    const samples = [{ sha256: 'aa', title: 'ResNet-50' }];
    expect(linkedModelName({ name: 'Mine', sha256: 'aa' }, samples)).toBe('Mine');
    expect(linkedModelName({ name: null, sha256: 'aa' }, samples)).toBe('ResNet-50');
    expect(linkedModelName({ name: null, sha256: 'bb' }, samples)).toBeNull();
  });

  it('says which ports devices share in a few words', () => {
    const usb3 = { link: 'usb3', clock: 'max', bus: 0 } as const;
    const slow = { link: 'usb2', clock: 'std', bus: 1 } as const;
    expect(linkedPortsText([usb3, usb3, slow])).toBe('2 for 3');
    expect(linkedPortsText([usb3, usb3])).toBe('all share one');
    expect(linkedPortsText([usb3, slow])).toBe('one each');
  });

  it('says which link rates a plan was made with, with their label', () => {
    const device = { link: 'usb3', clock: 'max', bus: 0 } as const;
    const rates = {
      ...{ fixedMs: 0.213, inBytesPerMs: 351_235, outBytesPerMs: 302_004 },
      label: 'measured',
    } as const;
    const words = 'USB 3: 351 MB/s in, 302 MB/s out, 0.21 ms fixed, measured';
    expect(linkedRatesText([device, device])).toBeNull();
    expect(
      linkedRatesText([
        { ...device, rates },
        { ...device, rates },
      ]),
    ).toBe(words);
    expect(linkedRatesText([{ ...device, rates }, device])).toBe(
      `${words}; the others as published`,
    );
  });
});

describe('of the same model beside its link', () => {
  it('says where the plan is the same', () => {
    const plan = planOfShared(estimated);
    expect(plainText(besideLinkSentence(estimated, { plan, run: null }))).toMatch(
      /^The model of the link, live\. Slowest stage [\d.]+ ms, as in the link\./,
    );
  });

  it('says by how much it differs', () => {
    const linked = planOfShared(estimated);
    const plan = { ...linked, bottleneckMs: linked.bottleneckMs * 1.1 };
    expect(plainText(besideLinkSentence(estimated, { plan, run: null }))).toMatch(
      /Slowest stage [\d.]+ ms now, [\d.]+ ms in the link \(\+10 %\)\.$/,
    );
  });

  it('asks for a run where the link has one, and then sets them side by side', () => {
    const plan = planOfShared(measured);
    expect(plainText(besideLinkSentence(measured, { plan, run: null }))).toMatch(
      /Its run gave 181 inferences per second, measured; run it here to compare\.$/,
    );
    const own = { label: 'simulated', throughputPerSecond: 190 } as const;
    expect(plainText(besideLinkSentence(measured, { plan, run: own }))).toMatch(
      /190 per second here, simulated; 181 in the link, measured\.$/,
    );
    const same = { label: 'measured', throughputPerSecond: 190 } as const;
    expect(plainText(besideLinkSentence(measured, { plan, run: same }))).toMatch(
      /181 in the link, measured \(\+4\.8 %\)\.$/,
    );
  });

  it('says that another model is another one', () => {
    expect(plainText(otherModelSentence(measured, 'VGG-16'))).toMatch(
      /^VGG-16 is not the model of the link \(ResNet-152\)\. The link's has 62\.3 MB/,
    );
  });
});
