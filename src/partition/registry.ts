// Every strategy, and how to run one or several. A new strategy is one file in strategies/ and one line here.
import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { withSpeedups } from './assemble.ts';
import { balanced } from './strategies/balanced.ts';
import { compiler } from './strategies/compiler.ts';
import { hybrid } from './strategies/hybrid.ts';
import { manual } from './strategies/manual.ts';
import { optimal } from './strategies/optimal.ts';
import { profiledVendor } from './strategies/profiled-vendor.ts';
import { profiled } from './strategies/profiled.ts';
import { single } from './strategies/single.ts';
import type {
  Plan,
  PlanContext,
  PlanOutcome,
  PlanRequest,
  Strategy,
  StrategyName,
} from './types.ts';

/** In the order in which they are shown. */
export const STRATEGIES: readonly Strategy[] = [
  single,
  compiler,
  profiledVendor,
  balanced,
  profiled,
  optimal,
  hybrid,
  manual,
];

/** Strategies that one request can be compared under: all but `manual`, which needs cuts. */
export const COMPARED_STRATEGIES: readonly StrategyName[] = STRATEGIES.map(
  ({ name }) => name,
).filter((name) => name !== 'manual');

/** Give `optimal` a start and a promise: it is never worse than any of their plans without replicas. */
const INCUMBENT_STRATEGIES: readonly StrategyName[] = [
  'single',
  'compiler',
  'profiled-vendor',
  'balanced',
  'profiled',
  'hybrid',
];

/** The strategy of that name. */
export function strategyOf(name: StrategyName): Strategy | null {
  return STRATEGIES.find((strategy) => strategy.name === name) ?? null;
}

/**
 * Runs one strategy and compares its plan to one device and to the compiler's split. Fails as the strategy does, or with
 * `partition/unknown-strategy`.
 */
export function runStrategy(
  name: StrategyName,
  request: PlanRequest,
  context: PlanContext = {},
): Result<Plan> {
  const [outcome] = comparePlans(request, [name], context);
  if (outcome === undefined) return fail(unknownStrategy(name));
  return 'plan' in outcome ? ok(outcome.plan) : fail(outcome.failure);
}

/**
 * Runs several strategies for the same request, in the order of `names`; each ends in a plan or in the reason why there
 * is none. Speed-ups of all are against the same one device and the same compiler's split.
 */
export function comparePlans(
  request: PlanRequest,
  names: readonly StrategyName[],
  context: PlanContext = {},
): readonly PlanOutcome[] {
  const known = new Map<StrategyName, Result<Plan>>();
  const resultOf = (name: StrategyName): Result<Plan> => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const strategy = strategyOf(name);
    const result =
      strategy === null
        ? fail(unknownStrategy(name))
        : strategy.run(request, name === 'optimal' ? withIncumbents(context, resultOf) : context);
    known.set(name, result);
    return result;
  };
  const baselineOf = (name: StrategyName): Plan | null => {
    const result = resultOf(name);
    return result.ok ? result.value : null;
  };
  return names.map((name) => {
    const result = resultOf(name);
    if (!result.ok) return { strategy: name, failure: result.failure };
    const plan = withSpeedups(result.value, baselineOf('single'), baselineOf('compiler'));
    return { strategy: name, plan };
  });
}

function withIncumbents(
  context: PlanContext,
  resultOf: (name: StrategyName) => Result<Plan>,
): PlanContext {
  const found = INCUMBENT_STRATEGIES.filter((name) => strategyOf(name) !== null)
    .map(resultOf)
    .flatMap((result) => (result.ok ? [result.value] : []))
    .filter(({ segments }) => segments.every((segment) => segment.replicas === 1));
  return { ...context, incumbents: [...(context.incumbents ?? []), ...found] };
}

function unknownStrategy(name: string): {
  code: 'partition/unknown-strategy';
  message: string;
  hint: string;
} {
  return {
    code: 'partition/unknown-strategy',
    message: `There is no strategy "${name}".`,
    hint: `Choose one of ${STRATEGIES.map((strategy) => strategy.name).join(', ')}.`,
  };
}
