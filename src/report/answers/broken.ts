// "Is my accelerator broken?": what the Run view has seen of each, and what to check, one thing at a time.
import { LINK_WORDS } from '../../edgetpu/index.ts';
import { verificationSentence } from '../run-sentences.ts';
import { joinWords, sentence, strong } from '../sentences/index.ts';
import type { Sentence } from '../sentences/index.ts';
import { generalAnswer } from './general.ts';
import { questionOf } from './topics.ts';
import type {
  AcceleratorReading,
  Answer,
  AnswerPoint,
  AnswerSubject,
  RunReading,
} from './types.ts';

export function answerBroken(subject: AnswerSubject): Answer {
  const accelerators = (subject.accelerators ?? []).filter(({ kind }) => kind !== 'cpu');
  if (accelerators.length === 0) return nothingSeen(subject);
  const troubled = accelerators.filter(hasTrouble);
  const seen = accelerators.map(describe);
  return {
    topic: 'broken',
    question: questionOf('broken'),
    lead: leadOf(accelerators, troubled, subject.lastRun),
    label: null,
    reasons: [...seen, ...runPoints(subject.lastRun)],
    advice: [
      ...(troubled.some(isDenied) ? systemPoints(subject.systemAdvice) : []),
      ...adviceOf(accelerators, troubled, subject.lastRun),
    ],
    isAboutThis: true,
  };
}

function nothingSeen({ accelerators, systemAdvice }: AnswerSubject): Answer {
  const isRunKnown = accelerators !== null;
  const answer = generalAnswer(
    'broken',
    sentence(
      isRunKnown
        ? 'No accelerator is listed in the Run view, so nothing is known of yours.'
        : 'The Run view has not been opened yet, so nothing is known of yours.',
    ),
  );
  const look: AnswerPoint = {
    text: sentence('See which accelerators the browser finds.'),
    action: { title: 'Open Run', does: { kind: 'view', view: 'run' } },
  };
  return { ...answer, advice: [look, ...answer.advice, ...systemPoints(systemAdvice)] };
}

/** Which system it is, the person knows best. */
function systemPoints(systemAdvice: AnswerSubject['systemAdvice']): readonly AnswerPoint[] {
  return systemAdvice.map(({ system, remedy, copy }) => ({
    text: sentence(strong(`${system}, where it is found but may not be used:`), ` ${remedy}`),
    ...(copy === null ? {} : { copy }),
  }));
}

function isDenied({ failure }: AcceleratorReading): boolean {
  return failure?.code === 'usb/access-denied';
}

function hasTrouble({ state, link, warnings }: AcceleratorReading): boolean {
  return state === 'failed' || state === 'lost' || link === 'usb2' || warnings.length > 0;
}

function isLost(accelerator: AcceleratorReading): boolean {
  return accelerator.state === 'failed' || accelerator.state === 'lost';
}

function leadOf(
  all: readonly AcceleratorReading[],
  troubled: readonly AcceleratorReading[],
  lastRun: RunReading | null,
): Sentence {
  const down = troubled.filter(isLost);
  if (lastRun?.run?.verification.kind === 'different') {
    return sentence(
      strong('Perhaps: the last run gave other outputs than the CPU.'),
      ' A chip that computes wrongly does that; so do segments that were compiled from another model.',
    );
  }
  if (down.length > 0) {
    const names = joinWords(down.map(({ name }) => name));
    return sentence(
      strong(`${names} ${down.length === 1 ? 'does' : 'do'} not work now.`),
      ' That is the cable, the port or its power more often than the accelerator; the checks below tell them apart.',
    );
  }
  const slow = troubled.filter(({ link }) => link === 'usb2');
  if (slow.length > 0) {
    return sentence(
      strong('It works, but at USB 2.'),
      ` ${joinWords(slow.map(({ name }) => name))} ${slow.length === 1 ? 'is' : 'are'} connected at a speed that moves less than a tenth of what USB 3 does. That is the port or the cable.`,
    );
  }
  const waiting = all.filter(
    ({ state }) => state === 'needs-firmware' || state === 'needs-permission',
  );
  if (waiting.length > 0) {
    return sentence(
      strong('No sign of it.'),
      ` ${joinWords(waiting.map(({ name }) => name))} ${waiting.length === 1 ? 'waits' : 'wait'} for ${waitsFor(waiting)}.`,
    );
  }
  const isVerified = lastRun?.run?.verification.kind === 'equal';
  return sentence(
    strong('No sign of it.'),
    isVerified
      ? ' All are ready, and the outputs of the last run were right, byte for byte.'
      : ` ${all.length === 1 ? 'It is' : `All ${String(all.length)} are`} ready. Run the plan with outputs checked to be sure.`,
  );
}

function waitsFor([first]: readonly AcceleratorReading[]): string {
  if (first?.state === 'needs-firmware') return 'firmware, as after every plugging in';
  return first !== undefined && isWithdrawn(first)
    ? 'your permission, which Reef had and lost'
    : 'your permission, as a new USB device';
}

/** Out of reach with a reason: the permission was taken back. Without one it came back from its firmware as another device. */
function isWithdrawn({ state, failure }: AcceleratorReading): boolean {
  return state === 'needs-permission' && failure !== null;
}

function describe(accelerator: AcceleratorReading): AnswerPoint {
  const { name, kind, link, failure, needsReplug, warnings } = accelerator;
  const what = kind === 'virtual' ? `${name} is made of software` : name;
  const parts = [stateWords(accelerator), link === null ? '' : LINK_WORDS[link]].filter(
    (part) => part !== '',
  );
  return {
    text: sentence(
      strong(what),
      `: ${parts.join(', ')}.`,
      failure === null
        ? ''
        : ` ${failure.message}${failure.hint === undefined ? '' : ` ${failure.hint}`}`,
      needsReplug ? ' Only unplugging it helps: its state is lost.' : '',
      ...warnings.map((warning) => ` ${warning}`),
    ),
  };
}

function stateWords(accelerator: AcceleratorReading): string {
  switch (accelerator.state) {
    case 'needs-firmware':
      return 'waits for firmware';
    case 'loading-firmware':
      return 'takes its firmware';
    case 'needs-permission':
      return isWithdrawn(accelerator)
        ? 'may not be used now'
        : 'has its firmware and waits for your permission';
    case 'opening':
      return 'is being opened';
    case 'ready':
      return 'has its firmware and is ready';
    case 'running':
    case 'identifying':
      return 'is working';
    case 'lost':
      return 'was lost: unplugged, or out of power';
    case 'failed':
      return 'could not be used';
  }
}

function runPoints(lastRun: RunReading | null): readonly AnswerPoint[] {
  if (lastRun === null) return [];
  const { run, failure, failedDeviceName, wasLost } = lastRun;
  const ended =
    failure === null
      ? []
      : [
          {
            text: sentence(
              strong('The last run ended early.'),
              ` ${failedDeviceName ?? 'It'} ${wasLost ? 'was lost' : 'failed'}: ${failure.message}`,
            ),
          },
        ];
  if (run === null) return ended;
  return [...ended, { text: sentence(verificationSentence(run.verification)), label: run.label }];
}

function adviceOf(
  all: readonly AcceleratorReading[],
  troubled: readonly AcceleratorReading[],
  lastRun: RunReading | null,
): readonly AnswerPoint[] {
  const isReal = all.some(({ kind }) => kind === 'coral');
  const points: Sentence[] = [];
  if (troubled.some(({ link }) => link === 'usb2')) {
    points.push(
      sentence(
        'Is the port USB 3 (blue, or marked SS)? Then the cable has no USB 3 wires or a bad contact: take the one that came with the accelerator, and push it in all the way.',
      ),
    );
  }
  if (troubled.some(isLost)) {
    points.push(
      sentence(
        'Plug it straight into the computer, with no hub between; then with another cable; then into another port.',
      ),
      sentence(
        'If it gets lost only under load, set the clock to half: it draws less power and stays cooler.',
      ),
    );
    if (all.length > 1) {
      points.push(
        sentence(
          'Swap two accelerators. If the trouble stays at the port, it is the port or the cable; if it goes with the accelerator, it is the accelerator.',
        ),
      );
    }
  }
  if (lastRun?.run?.verification.kind === 'different') {
    points.push(
      sentence('Compile the segments of this very plan again, drop them here and run once more.'),
      sentence(
        'Serve the stages by other devices: outputs that are wrong with one device only speak against it.',
      ),
    );
  }
  if (points.length === 0 && isReal) {
    points.push(
      sentence(
        'Identify, in its row, gives an accelerator a short burst of work: its light pulses.',
      ),
    );
  }
  return points.map((text) => ({ text }));
}
