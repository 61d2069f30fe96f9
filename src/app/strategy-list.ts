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
    explanation: 'Least slowest-stage time over every cut that the graph allows.',
  },
  hybrid: {
    title: 'Hybrid',
    explanation: 'Stages may have several devices that take inferences in turn.',
  },
  profiled: { title: 'Profiled', explanation: 'Best depth cut by estimated stage time.' },
  balanced: {
    title: 'Balanced',
    explanation: 'Smallest possible largest segment by parameters, then refined.',
  },
  'profiled-vendor': {
    title: 'Profiled (vendor)',
    explanation: "The vendor's own search for a target latency.",
  },
  compiler: { title: 'Compiler', explanation: "The vendor compiler's own split into segments." },
  single: { title: 'One device', explanation: 'The whole model on one device.' },
  manual: { title: 'Your cuts', explanation: 'Cuts that you moved yourself.' },
};
