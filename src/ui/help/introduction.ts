/** What Reef is, in three sentences: on the first visit above the result, later at the end of Help. */
export const INTRODUCTION = [
  'Reef cuts a model over several Edge TPUs, so that all its parameters stay on chip.',
  'Open your own .tflite in place of the sample, set your devices, drag the cuts.',
  'Then run the plan on real or virtual accelerators; nothing leaves this computer.',
] as const;
