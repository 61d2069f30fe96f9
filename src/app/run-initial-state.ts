import type { RunState } from './run-types.ts';

/** Inferences before those that count: the first of each device loads its parameters. */
const DEFAULT_WARM_UP = 2;

/** The Run view before anything is connected. Inferences follow the batch of the set-up. */
export const INITIAL_RUN_STATE: RunState = {
  situation: { devices: [], checks: [], firmware: null },
  setUp: {
    inferences: 15,
    warmUp: DEFAULT_WARM_UP,
    input: { kind: 'random', seed: 1 },
    keptOutputs: 1,
    checksOutputs: true,
    kind: null,
    chosenDevices: {},
  },
  activity: { kind: 'idle' },
  result: null,
  compiled: null,
  notice: null,
};
