// What can be said with no model, plan or device to say it of.
import { sentence, strong } from '../sentences/index.ts';
import type { Sentence } from '../sentences/index.ts';
import { questionOf } from './topics.ts';
import type { Answer, AnswerPoint, HelpTopic } from './types.ts';

interface GeneralAnswer {
  readonly lead: Sentence;
  readonly reasons: readonly Sentence[];
  readonly advice: readonly Sentence[];
}

const GENERAL: Readonly<Record<HelpTopic, GeneralAnswer>> = {
  slower: {
    lead: sentence(
      strong('A pipeline is as fast as its slowest stage.'),
      ' Four things make a stage slow.',
    ),
    reasons: [
      sentence(
        strong('Streaming.'),
        ' A chip keeps about 8 MB of parameters. What does not fit is read from the computer again at every inference.',
      ),
      sentence(
        strong('Crossing tensors.'),
        ' What one segment makes and another needs goes over the link, to the computer and on.',
      ),
      sentence(
        strong('A shared port.'),
        ' Devices behind one hub share what the port can move. USB 2 moves less than a tenth of USB 3.',
      ),
      sentence(
        strong('Operators on the CPU.'),
        ' What the Edge TPU does not run, the computer does, and the pipeline waits for it.',
      ),
    ],
    advice: [
      sentence(
        'Open a model and plan it: the line below the headline says which stage sets the pace and why.',
      ),
    ],
  },
  'how-many': {
    lead: sentence(
      strong('As many as hold all parameters on chip'),
      ', about one for every 7 MiB as compiled. More than that only shares out the computing.',
    ),
    reasons: [
      sentence(
        'Below that number some parameters stream at every inference, which costs more than anything else.',
      ),
      sentence('Above it each further device brings less, until one layer alone sets the pace.'),
    ],
    advice: [
      sentence(
        'Open a model and set Devices to auto: Reef finds the number and draws what more would bring.',
      ),
    ],
  },
  'too-big': {
    lead: sentence(
      strong('A segment is too big when its parameters do not fit the chip'),
      ': about 8 MB, less where activations are large.',
    ),
    reasons: [
      sentence(
        'The compiler keeps whole layers. The first that does not fit streams, even if only a little is missing.',
      ),
      sentence(
        'Single layers can be too big for any chip, as the first dense layer of VGG is. They stream whatever the cut.',
      ),
    ],
    advice: [sentence('Open a model: the bars of its segments show orange where they stream.')],
  },
  'on-cpu': {
    lead: sentence(
      strong('The Edge TPU runs a fixed list of operators, on 8-bit data of fixed shape.'),
      ' Everything from the first one that it refuses on runs on the CPU.',
    ),
    reasons: [
      sentence(
        'Common ones are softmax over a large axis, resizing to large images, and float operators at the ends.',
      ),
    ],
    advice: [
      sentence(
        'Open a model: the Model view lists each operator that does not map, why, and what to change.',
      ),
    ],
  },
  broken: {
    lead: sentence(
      strong('Most often it is the cable, the port or the firmware'),
      ', not the accelerator.',
    ),
    reasons: [
      sentence(
        'After plugging in, an accelerator shows up as 1a6e:089a and waits for firmware; with it, as 18d1:9302. Both are as they should be.',
      ),
      sentence(
        'At USB 2 the link moves less than a tenth of what USB 3 does. One bad or long cable is enough for that, also in a USB 3 port.',
      ),
      sentence(
        'Several on one hub need a hub with a power supply of its own; without, they get lost under load.',
      ),
    ],
    advice: [
      sentence('Try another cable, then another port, then another computer, one at a time.'),
      sentence(
        'In the Run view choose Connect: it says what it finds, loads firmware and opens the device.',
      ),
      sentence(
        "Run a small sample with outputs checked. If they equal the CPU's, the chip computes as it should.",
      ),
    ],
  },
};

/** The general answer to a question; `before` says why it is only general. */
export function generalAnswer(topic: HelpTopic, before: Sentence = []): Answer {
  const { lead, reasons, advice } = GENERAL[topic];
  const point = (text: Sentence): AnswerPoint => ({ text });
  return {
    topic,
    question: questionOf(topic),
    lead: before.length === 0 ? lead : [...before, { text: ' ' }, ...lead],
    label: null,
    reasons: reasons.map(point),
    advice: advice.map(point),
    isAboutThis: false,
  };
}
