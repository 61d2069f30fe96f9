import type { StrategyName } from '../../partition/index.ts';

/** Strategies as people read them; the planners' own registry says the same, which a test compares. */
export const STRATEGY_TITLES: Readonly<Record<StrategyName, string>> = {
  single: 'One device',
  compiler: 'Compiler',
  profiled: 'Profiled',
  'profiled-vendor': 'Vendor profiled',
  balanced: 'Balanced',
  optimal: 'Optimal',
  hybrid: 'Hybrid',
  manual: 'Own cuts',
};
