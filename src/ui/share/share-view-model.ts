// From the app's state to what the Share view shows: the result on show, live or out of a link, as the link and as the
// files tell it. Pure: address, browser and day are passed in.
import { listOutcomes, listSharedParts, sharedResultOfState } from '../../app/index.ts';
import { rememberLast, TOOL_VERSION, unwrap } from '../../base/index.ts';
import { resultOfPlan, resultOfShared, type ResultSource } from '../../report/exports/index.ts';
import { decodeLink, encodeLink, type SharedResult } from '../../share/index.ts';
import type { AppState, PlanViewModel, ShareOptions } from '../contract.ts';
import { throughputInput } from '../plan/plan-texts.ts';

/** Where the page is and what it runs in. */
export interface Surroundings {
  /** Address of the page; what follows `#` does not matter. */
  readonly pageUrl: string;
  /** Browser, system and day. */
  readonly environment: string;
}

/** Everything that the Share view shows. */
export interface ShareViewModel {
  /** What the link holds, read back from it. */
  readonly shared: SharedResult;
  /** The whole address. */
  readonly url: string;
  /** The same result for files, with all that is known of it, whatever the link leaves out. */
  readonly source: ResultSource;
  readonly options: ShareOptions;
  /** What the model is called in the link, as the person writes it; '' = not told. */
  readonly name: string;
  /** Whether there is a run of this plan and a word on where it was made, to include or to leave out. */
  readonly hasRun: boolean;
  readonly hasEnvironment: boolean;
  /** True where the result came in a link and its model is not open. */
  readonly isFromLink: boolean;
}

/** The result of the link that is on show; null where that of the open model is. */
export function linkOnShow({
  shared,
  model,
}: Pick<AppState, 'shared' | 'model'>): SharedResult | null {
  return shared.kind === 'open' && (shared.isInFront || model === null) ? shared.result : null;
}

/** A result as it goes into a link with nothing left out, and into files. */
interface WholeResult {
  readonly shared: SharedResult;
  readonly source: ResultSource;
  readonly isFromLink: boolean;
}

/** Builds view models; one instance per place that shows them, because it remembers the last. Null while there is no result. */
export function createShareViewModels(): (
  state: AppState,
  view: PlanViewModel | null,
  surroundings: Surroundings,
) => ShareViewModel | null {
  const rememberResult = rememberLast<WholeResult | null>();
  const rememberView = rememberLast<ShareViewModel | null>();
  return (state, view, surroundings) => {
    const link = linkOnShow(state);
    const { environment, pageUrl } = surroundings;
    const parts = link === null ? [state.curve, environment, ...listSharedParts(state)] : [link];
    const whole = rememberResult(parts, () =>
      link === null ? liveResult(state, view, environment) : linkResult(link),
    );
    const { shareOptions: options } = state;
    const name = link === null ? options.name : (options.linkName ?? link.model.name ?? '');
    return rememberView([whole, options, name, pageUrl], () =>
      whole === null ? null : viewModelOf(whole, { options, name }, pageUrl),
    );
  };
}

function linkResult(shared: SharedResult): WholeResult {
  return { shared, source: resultOfShared(shared), isFromLink: true };
}

function liveResult(
  state: AppState,
  view: PlanViewModel | null,
  environment: string,
): WholeResult | null {
  const { model, lastRun } = state;
  const about = { toolVersion: TOOL_VERSION, environment };
  const shared = sharedResultOfState(state, { ...about, name: null });
  if (shared === null || model === null || view?.plan == null) return null;
  return {
    shared,
    source: resultOfPlan({
      ...about,
      model,
      devices: shared.devices,
      plan: view.plan,
      cutAfterDepths: view.cutAfterDepths,
      results: listOutcomes(view.strategies),
      throughput: throughputInput(view),
      // The link has a run only where it is of this plan and went all the way.
      run: shared.run === null ? null : (lastRun?.report.run ?? null),
    }),
    isFromLink: false,
  };
}

function viewModelOf(
  { shared, source, isFromLink }: WholeResult,
  { options, name }: { readonly options: ShareOptions; readonly name: string },
  pageUrl: string,
): ShareViewModel {
  const told = name.trim();
  const fragment = encodeLink({
    ...shared,
    model: { ...shared.model, name: told === '' ? null : told },
    run: options.includesRun ? shared.run : null,
    environment: options.includesEnvironment ? shared.environment : null,
  });
  return {
    // Read back, so that words and preview are of what the recipient gets.
    shared: unwrap(decodeLink(fragment)),
    url: `${pageUrl.replace(/#.*$/s, '')}#${fragment}`,
    ...{ source, options, name, isFromLink },
    hasRun: shared.run !== null,
    hasEnvironment: shared.environment !== null,
  };
}
