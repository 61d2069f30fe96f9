import {
  devicesOfShared,
  parametersByDepth,
  planOfShared,
  timelineOfShared,
  type SharedResult,
} from '../../share/index.ts';
import type { ProfileInput } from '../charts/index.ts';
import type { ResultSource, ResultStrategy } from './types.ts';

/** Inferences of the simulation that goes with a link. */
const SIMULATED_INFERENCES = 16;

/** What a link holds, as a result: everything but the operators, the throughput curve and the inferences of the run. */
export function resultOfShared(shared: SharedResult): ResultSource {
  const { model } = shared;
  return {
    toolVersion: shared.toolVersion,
    environment: shared.environment,
    model: { ...model, name: model.name ?? '' },
    devices: devicesOfShared(shared),
    plan: planOfShared(shared),
    strategies: strategiesOf(shared),
    profile: profileOfShared(shared),
    timeline: timelineOfShared(shared, SIMULATED_INFERENCES),
    throughput: null,
    run: shared.run,
    fullRun: null,
    detail: null,
  };
}

function strategiesOf({ strategies }: SharedResult): readonly ResultStrategy[] {
  return strategies.map((entry) =>
    'failureCode' in entry ? { kind: 'failure', ...entry } : { kind: 'plan', ...entry },
  );
}

/** The depth profile of a link: bars in steps of 1/63 of the largest, cuts as they are. */
export function profileOfShared(shared: SharedResult): ProfileInput {
  const { segments, cuts } = shared.plan;
  return {
    quantity: 'parameters',
    bars: parametersByDepth(shared).map((parts) => ({ parts })),
    crossingBytes: shared.profile.crossingBytes,
    segmentCount: segments.length,
    cuts: cuts.map(({ afterDepth, crossingBytes }, cutIndex) => ({
      afterDepth,
      crossingBytes,
      isStraight: segments.every(({ firstDepth, lastDepth }, segmentIndex) =>
        segmentIndex <= cutIndex ? lastDepth <= afterDepth : firstDepth > afterDepth,
      ),
      paramBytesBefore:
        (segments[cutIndex]?.cachedBytes ?? 0) + (segments[cutIndex]?.streamedBytes ?? 0),
    })),
  };
}
