// Names and explanations of the strategies for the page. The same texts stand in partition's registry; a test compares
// them, so that the page need not load the planners to name them.
import type { StrategyName } from '../partition/index.ts';

interface StrategyText {
  readonly title: string;
  readonly explanation: string;
}

/** The list as people read it: best first, references last. `manual` is put before it while it exists. */
export const PLANNED_STRATEGIES: readonly StrategyName[] = [
  'optimal',
  'hybrid',
  'profiled',
  'balanced',
  'profiled-vendor',
  'compiler',
  'single',
];

export const STRATEGY_TEXTS: Readonly<Record<StrategyName, StrategyText>> = {
  optimal: {
    title: 'Optimal',
    explanation:
      'The best of all cuts that never send data backwards, proved where the search comes to an end.',
  },
  hybrid: {
    title: 'Hybrid',
    explanation:
      'Segments may run on several devices that take inferences in turn: the best of pipeline, copies and any mix of them.',
  },
  profiled: {
    title: 'Profiled',
    explanation:
      'Of all cuts by depth, the one whose slowest stage is fastest; stage times from the model or from runs.',
  },
  balanced: {
    title: 'Balanced',
    explanation:
      'Cuts by depth so that the largest segment has as few parameter bytes as possible, then moves cuts where a segment would stream.',
  },
  'profiled-vendor': {
    title: 'Vendor profiled',
    explanation:
      "What the vendor's partition_with_profiling finds: it halves a target time between the fastest and slowest stage of the compiler's split.",
  },
  compiler: {
    title: 'Compiler',
    explanation:
      "What the vendor's edgetpu_compiler --num_segments makes: equal shares of the stored parameter bytes, in its own order.",
  },
  single: {
    title: 'One device',
    explanation:
      'The whole model on one device, the fastest there is: what the others are measured against.',
  },
  manual: { title: 'Your cuts', explanation: 'The cuts that you have dragged or typed.' },
};
