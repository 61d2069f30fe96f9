import { describe, expect, it, test } from 'vitest';
import { testPlan, testSegment } from '../testing/plans.ts';
import { testRun, testRunStage } from '../testing/runs.ts';
import { plainText } from '../sentences/index.ts';
import { answerQuestion } from './index.ts';
import { NOTHING } from './testing/subjects.ts';
import type { AcceleratorReading, Answer, AnswerSubject, RunReading } from './types.ts';

const PLAN = testPlan([testSegment(0), testSegment(1)]);

function reading(patch: Partial<RunReading> = {}): RunReading {
  return {
    run: testRun([testRunStage(0), testRunStage(1)]),
    ...{ plan: PLAN, failure: null, failedDeviceName: null, wasLost: false },
    ...patch,
  };
}

function accelerator(patch: Partial<AcceleratorReading> = {}): AcceleratorReading {
  return {
    ...{ name: 'Coral 1', kind: 'coral', state: 'ready', link: 'usb3', failure: null },
    ...{ needsReplug: false, warnings: [] },
    ...patch,
  };
}

function subject(patch: Partial<AnswerSubject>): AnswerSubject {
  const device = { link: 'usb3', clock: 'max', bus: 0 } as const;
  return { ...NOTHING, plan: PLAN, devices: [device, { ...device, bus: 1 }], ...patch };
}

function textOf({ lead, reasons, advice }: Answer): string {
  return [lead, ...[...reasons, ...advice].map(({ text }) => text)].map(plainText).join('\n');
}

const LOST = {
  code: 'usb/device-lost',
  message: 'The accelerator is gone.',
  hint: 'Check the cable.',
} as const;

describe('slower than estimated', () => {
  it('names the stage that took longer, by how much and on what, labelled as the run is', () => {
    const late = testRunStage(1, { meanMs: 6, inMs: 3, estimatedMs: 3.5 });
    const run = testRun([testRunStage(0), late], { label: 'measured' });
    const answer = answerQuestion('slower', subject({ lastRun: reading({ run }) }));
    const [first] = answer.reasons;
    expect(plainText(first?.text ?? [])).toBe(
      'Segment 2 took 71 % longer than estimated in the last run: 6.00 ms instead of 3.50 ms. Most of it, 2.00 ms, went into reading its input.',
    );
    expect(first?.label).toBe('measured');
    expect(first?.action?.does).toEqual({ kind: 'segment', segmentIndex: 1 });
  });

  it('says so where the run was as fast as estimated', () => {
    const answer = answerQuestion('slower', subject({ lastRun: reading() }));
    expect(textOf(answer)).toContain('The last run was as fast as estimated.');
    expect(answer.reasons[0]?.label).toBe('simulated');
    expect(textOf(answer)).not.toContain('These are estimates.');
  });

  it('blames the link where accelerators ran at USB 2', () => {
    const run = testRun([testRunStage(0, { meanMs: 9 })], {
      devices: [
        { kind: 'coral', link: 'usb2', clock: 'max', count: 1 },
        { kind: 'coral', link: 'usb3', clock: 'max', count: 1 },
      ],
      label: 'measured',
    });
    const answer = answerQuestion('slower', subject({ lastRun: reading({ run }) }));
    expect(textOf(answer)).toContain(
      'One device ran at USB 2, of 2. If a port is blue, try another cable.',
    );
  });

  it("takes no times of the computer's CPU for those of an Edge TPU", () => {
    const run = testRun([testRunStage(0, { meanMs: 90 })], {
      devices: [{ kind: 'cpu', link: 'usb3', clock: 'max', count: 2 }],
    });
    const text = textOf(answerQuestion('slower', subject({ lastRun: reading({ run }) })));
    expect(text).toContain('say nothing of an Edge TPU');
    expect(text).not.toContain('longer than estimated');
  });
});

const WITHDRAWN = {
  code: 'usb/needs-permission',
  message: 'The permission was withdrawn.',
  hint: 'Choose Connect.',
} as const;

describe('is my accelerator broken', () => {
  test.each<{
    readonly what: string;
    readonly of: Partial<AnswerSubject>;
    readonly says: readonly RegExp[];
  }>([
    {
      what: 'all is well and verified',
      of: { accelerators: [accelerator()], lastRun: reading() },
      says: [
        /^No sign of it\. All are ready, and the outputs .* byte for byte/,
        /Coral 1: .* ready, USB 3\./,
      ],
    },
    {
      what: 'ready, never run',
      of: { accelerators: [accelerator()] },
      says: [/^No sign of it\. It is ready\. Run the plan with outputs checked/],
    },
    {
      what: 'back from its firmware as another device',
      of: { accelerators: [accelerator({ state: 'needs-permission', link: null })] },
      says: [
        /^No sign of it\. Coral 1 waits for your permission, as a new USB device\./,
        /Coral 1: has its firmware and waits for your permission\./,
      ],
    },
    {
      what: 'withdrawn from Reef, with firmware or without',
      of: {
        accelerators: [accelerator({ state: 'needs-permission', link: null, failure: WITHDRAWN })],
      },
      says: [
        /^No sign of it\. Coral 1 waits for your permission, which Reef had and lost\./,
        /Coral 1: may not be used now\. The permission was withdrawn\. Choose Connect\./,
      ],
    },
    {
      what: 'at USB 2',
      of: { accelerators: [accelerator({ link: 'usb2' }), accelerator({ name: 'Coral 2' })] },
      says: [
        /^It works, but at USB 2\. Coral 1 is connected/,
        /Is the port USB 3 .* the cable has no USB 3 wires/,
      ],
    },
    {
      what: 'lost',
      of: { accelerators: [accelerator({ state: 'lost' }), accelerator({ name: 'Coral 2' })] },
      says: [
        /^Coral 1 does not work now\./,
        /unplugged, or out of power/,
        /Swap two accelerators\./,
      ],
    },
    {
      what: 'failed, with the reason',
      of: { accelerators: [accelerator({ state: 'failed', failure: LOST, needsReplug: true })] },
      says: [
        /could not be used, USB 3\. The accelerator is gone\. Check the cable\. Only unplugging it helps/,
      ],
    },
    {
      what: 'waits for firmware',
      of: { accelerators: [accelerator({ state: 'needs-firmware', link: null })] },
      says: [/^No sign of it\. Coral 1 waits for firmware, as after every plugging in/],
    },
    {
      what: 'computed something else',
      of: {
        accelerators: [accelerator()],
        lastRun: reading({
          run: testRun([testRunStage(0)], {
            label: 'measured',
            verification: {
              ...{ kind: 'different', tensor: 'out', differingElements: 3, elements: 10 },
              largestDifference: 2,
            },
          }),
        }),
      },
      says: [
        /^Perhaps: the last run gave other outputs than the CPU/,
        /Serve the stages by other devices/,
      ],
    },
    {
      what: 'lost in the run',
      of: {
        accelerators: [accelerator({ state: 'lost' })],
        lastRun: reading({ run: null, failure: LOST, failedDeviceName: 'Coral 1', wasLost: true }),
      },
      says: [/The last run ended early\. Coral 1 was lost: The accelerator is gone\./],
    },
  ])('$what', ({ of, says }) => {
    const answer = answerQuestion('broken', subject(of));
    expect(answer.isAboutThis).toBe(true);
    for (const pattern of says) expect(textOf(answer)).toMatch(pattern);
  });

  it('says that nothing is known where no accelerator was seen, and leads to Run', () => {
    const unopened = answerQuestion('broken', subject({}));
    expect(textOf(unopened)).toMatch(/^The Run view has not been opened yet/);
    expect(unopened.advice[0]?.action?.does).toEqual({ kind: 'view', view: 'run' });
    const onlyCpu = [accelerator({ name: 'CPU 1', kind: 'cpu', link: null })];
    expect(textOf(answerQuestion('broken', subject({ accelerators: onlyCpu })))).toMatch(
      /^No accelerator is listed/,
    );
  });

  const systemAdvice = [
    { system: 'Linux', remedy: 'Save these lines.', copy: 'a rule' },
    { system: 'Windows', remedy: 'Bind a driver.', copy: null },
  ];

  it('says how each system is told to let the browser in, with the lines to copy', () => {
    const { advice } = answerQuestion('broken', subject({ systemAdvice }));
    expect(advice.slice(-2).map(({ copy }) => copy)).toEqual(['a rule', undefined]);
    expect(textOf(answerQuestion('broken', subject({ systemAdvice })))).toMatch(
      /Linux, where it is found but may not be used: Save these lines\..*Windows, .*: Bind a driver\./s,
    );
  });

  it('says so first where an accelerator was refused, and not at all where all are open', () => {
    const failure = {
      code: 'usb/access-denied',
      message: 'The system does not let this program.',
    } as const;
    const refused = [accelerator({ state: 'failed', failure })];
    const answer = answerQuestion('broken', subject({ systemAdvice, accelerators: refused }));
    expect(answer.advice[0]?.copy).toBe('a rule');
    const open = answerQuestion('broken', subject({ systemAdvice, accelerators: [accelerator()] }));
    expect(open.advice.some(({ copy }) => copy !== undefined)).toBe(false);
  });

  it('does not take a virtual accelerator for a real one', () => {
    const virtual = [accelerator({ name: 'Virtual 1', kind: 'virtual' })];
    expect(textOf(answerQuestion('broken', subject({ accelerators: virtual })))).toContain(
      'Virtual 1 is made of software',
    );
  });
});
