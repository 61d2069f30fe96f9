import { EMPTY_CURVE } from './curve-filling.ts';
import { DEFAULT_SET_UP } from './set-up.ts';
import type { AppState } from './types.ts';

/** The page before anything is open. */
export const INITIAL_STATE: AppState = {
  view: 'plan',
  theme: 'system',
  model: null,
  opening: { kind: 'idle' },
  dropNotice: null,
  modelChoice: null,
  samples: [],
  setUp: DEFAULT_SET_UP,
  auto: null,
  strategies: [],
  chosenStrategy: null,
  manual: null,
  selection: { kind: 'none' },
  highlight: { kind: 'none' },
  curve: EMPTY_CURVE,
  verify: { kind: 'idle' },
  download: { bundle: { kind: 'idle' } },
  lastRun: null,
  shared: { kind: 'none' },
  pins: [],
  comparison: null,
  shareOptions: { name: '', linkName: null, includesRun: true, includesEnvironment: true },
  isDrawerOpen: false,
  announcement: '',
  canUndo: false,
  canRedo: false,
  isKept: false,
  isForgotten: false,
};
