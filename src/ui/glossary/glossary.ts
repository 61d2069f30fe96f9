// The one glossary: what a hover, a tap or the focus on a term explains. Keys are the words of the field as the page
// writes them; one idea has one word.

export const GLOSSARY = {
  model: 'One .tflite file, read. It is cut; it is never trained or changed.',
  'compiled model':
    'A .tflite that already went through the Edge TPU compiler. It cannot be cut any more.',
  subgraph: 'A complete graph inside a .tflite file. Reef cuts files with exactly one.',
  operator: 'One node of the model: a convolution, an addition, a pooling and so on.',
  parameters: 'Constant data that an operator needs: weights and biases.',
  'compiled parameters':
    'Parameters as the Edge TPU compiler lays them out: padded to the chip, so a little larger than in the file.',
  depth:
    'How many operators lie on the longest path from the input to an operator. Cuts are placed along it.',
  MAC: 'One multiplication with one addition: the unit of computing work. A GMAC is a thousand million.',
  activations:
    'Values that operators compute and hand on, as opposed to parameters, which are constant.',
  cut: 'A boundary between operators: what lies before it runs on one device, what lies after it on the next.',
  'cut tensor':
    'A value made before a cut and used after it. It travels over the host at every inference.',
  segment: 'The operators between two cuts, and the .tflite file made of them.',
  plan: 'The segments in order, and how they were found.',
  strategy: 'A way to choose the cuts.',
  stage: 'A segment at work on a device of the running pipeline.',
  device: 'One Coral USB Accelerator with one Edge TPU.',
  'Edge TPU':
    'The chip on a Coral accelerator. It keeps about 8 MB of parameters and computes in 8-bit numbers.',
  'on chip':
    'Parameters that stay in the Edge TPU between inferences, so that they are sent only once.',
  'never on chip':
    'Parameters that stream whatever the cut: constants of elementwise operators, and layers too large for a chip.',
  streamed:
    'Parameters that do not fit on chip: read from the host over USB again at every inference. This is slow.',
  'may stream':
    "Parameters close to the chip's limit. The compiler decides; Reef's estimate of the limit may be off by this much.",
  budget:
    'Room for parameters on the chip. Large activations take some of it, so it differs from segment to segment.',
  host: 'The computer that the devices are plugged into.',
  pipeline: 'All stages at work at once, each on another inference.',
  'slowest stage':
    'The stage that takes longest. It sets the pace: the pipeline cannot finish inferences any faster.',
  latency: 'Time for one input to pass through the whole pipeline.',
  throughput: 'Inferences finished per second once the pipeline is full.',
  'speed-up': 'Throughput compared to one device that runs the whole model.',
  inference: 'One input through the model or a segment.',
  batch:
    'Inferences run one after another in one go. The paper that Reef follows measures batches of 15.',
  'warm-up':
    'Inferences before those that count. The first one on each device loads its parameters.',
  firmware:
    'The program of the accelerator itself. It is lost with the power, so it is loaded after plugging in.',
  replica: 'One of several devices that run the same segment and take inferences in turn.',
  gap: 'How far the plan found may be from the best possible one. Zero means proved: nothing faster exists.',
  link: 'How a device is connected: USB 3, USB 2 or PCIe. A faster link moves inputs, outputs and streamed parameters faster.',
  clock: 'Speed of the Edge TPU: maximum (500 MHz, gets hot) or standard (250 MHz).',
  'USB ports':
    'Devices behind one hub share its bandwidth. With a port each, they do not disturb one another.',
  estimated: 'Worked out from published rates and sizes. Not simulated and not measured.',
  simulated:
    'Played through step by step with estimated times, or computed by a virtual accelerator. Not measured.',
  measured: 'Timed on real hardware.',
  'generated weights':
    'Shape, size and layout are those of the published model. The weights are made from a seed, so its answers mean nothing.',
  verify:
    'Runs the segments one after another on this computer and compares the result with the whole model, byte for byte.',
} as const satisfies Readonly<Record<string, string>>;

export type GlossaryWord = keyof typeof GLOSSARY;

/** The explanation of a word, or null when it is not in the glossary. */
export function explain(word: string): string | null {
  return Object.hasOwn(GLOSSARY, word) ? GLOSSARY[word as GlossaryWord] : null;
}
