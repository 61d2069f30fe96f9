// The whole result as JSON. Its schema is published with the page (public/schema/reef-result-1.json) and explained in
// docs/export-formats.md: names stay, new ones may be added.
import { planToJson } from '../../partition/index.ts';
import { segmentOfOperators } from '../charts/index.ts';
import { roundMs } from './numbers.ts';
import { STRATEGY_TITLES } from './strategy-titles.ts';
import type { Exporter, ResultSource, ResultStrategy } from './types.ts';

export const RESULT_FORMAT = 'reef-result-1';

/** Everything there is. Holds tensor names where the model is cut, unless the result came in a link. */
export const resultJson: Exporter = {
  id: 'json',
  title: 'Everything, JSON',
  opensIn: 'scripts; schema: reef-result-1',
  ending: '.json',
  mime: 'application/json',
  lacks: () => null,
  make: (source) => `${JSON.stringify(resultToJson(source), null, 1)}\n`,
};

function resultToJson(source: ResultSource): object {
  const { model, detail, environment, toolVersion } = source;
  return {
    format: RESULT_FORMAT,
    tool: { name: 'reef', version: toolVersion },
    environment,
    model: {
      name: model.name === '' ? null : model.name,
      sha256: model.sha256,
      bytes: model.bytes,
      operatorCount: model.operatorCount,
      macs: model.macs,
      compiledParamBytes: model.compiledParamBytes,
      hasGeneratedWeights: model.hasGeneratedWeights,
    },
    plan: planJson(source),
    strategies: source.strategies.map(strategyJson),
    profile: profileJson(source),
    operators: detail === null ? null : operatorsJson(source),
    simulation: { label: 'simulated', timeline: timelineJson(source.timeline) },
    throughput: throughputJson(source),
    run: runJson(source),
  };
}

function planJson({ plan, devices, detail }: ResultSource): object {
  const json = planToJson(plan, detail?.graph ?? { activations: [] }, devices);
  return {
    ...json,
    segments: json.segments.map((segment) => ({
      ...segment,
      number: segment.index + 1,
      operatorCount: segment.operators.length,
      // A link tells how many, not which, and instructions only where they load a shared bus.
      ...(detail === null && { operators: null, inputs: null, outputs: null }),
      ...(segment.instructionBytes === 0 && { instructionBytes: null }),
    })),
  };
}

function strategyJson(row: ResultStrategy): object {
  const named = {
    strategy: row.strategy,
    title: STRATEGY_TITLES[row.strategy],
    label: 'estimated',
  };
  return row.kind === 'failure'
    ? { ...named, failureCode: row.failureCode }
    : {
        ...named,
        bottleneckMs: roundMs(row.bottleneckMs),
        devicesUsed: row.deviceCount,
        gap: row.gap,
      };
}

function profileJson({ profile, detail }: ResultSource): object {
  return {
    label: 'estimated',
    isRounded: detail === null,
    depths: profile.bars.map(({ parts }, depth) => ({
      depth,
      compiledParamBytes: Math.round(parts.reduce((sum, part) => sum + part.value, 0)),
      crossingBytes: Math.round(profile.crossingBytes[depth] ?? 0),
      parts: parts.map(({ segmentIndex, value }) => ({ segmentIndex, bytes: Math.round(value) })),
    })),
    cuts: profile.cuts.map(({ afterDepth, crossingBytes, isStraight }) => ({
      afterDepth,
      crossingBytes,
      isStraight,
    })),
  };
}

function operatorsJson({ detail, plan, model }: ResultSource): readonly object[] {
  const segmentOf = segmentOfOperators(plan, model.operatorCount);
  return (detail?.operators ?? []).map((row) => ({
    index: row.index,
    kind: row.kind,
    depth: row.depth,
    segmentIndex: segmentOf[row.index] ?? -1,
    runsOnEdgeTpu: row.runsOnEdgeTpu,
    outputShape: row.outputShape,
    outputType: row.outputType,
    outputBytes: row.outputBytes,
    paramBytes: row.paramBytes,
    compiledParamBytes: row.compiledParamBytes,
    macs: row.macs,
  }));
}

function timelineJson(entries: ResultSource['timeline']): readonly object[] {
  return entries.map((entry) => ({
    inference: entry.inference,
    segmentIndex: entry.segmentIndex,
    replica: entry.replica,
    startMs: roundMs(entry.startMs),
    computeStartMs: roundMs(entry.computeStartMs),
    outStartMs: roundMs(entry.outStartMs),
    endMs: roundMs(entry.endMs),
  }));
}

function throughputJson({ throughput }: ResultSource): object | null {
  if (throughput === null) return null;
  return {
    label: 'estimated',
    lines: throughput.lines.map(({ strategy, points }) => ({
      strategy,
      points: points.map(({ deviceCount, throughputPerSecond }) => ({
        deviceCount,
        throughputPerSecond,
      })),
    })),
  };
}

function runJson({ run, fullRun }: ResultSource): object | null {
  if (run === null) return null;
  const { stages, p50Ms, p95Ms, p99Ms, verified, ...facts } = run;
  return {
    ...facts,
    verified: verified === 'equal' ? true : verified === 'different' ? false : null,
    verification: fullRun?.verification ?? { kind: verified },
    latency: { meanMs: fullRun?.latency.meanMs ?? null, p50Ms, p95Ms, p99Ms },
    warmUp: fullRun?.warmUp ?? null,
    batch: fullRun?.batch ?? null,
    isPartial: fullRun?.isPartial ?? null,
    batchMs: fullRun?.batchMs ?? null,
    fillMs: fullRun?.fillMs ?? null,
    drainMs: fullRun?.drainMs ?? null,
    loadMs: fullRun?.loadMs ?? null,
    devices: fullRun?.devices ?? null,
    latenciesMs: fullRun?.latenciesMs ?? null,
    stages: stages.map((stage, segmentIndex) => ({
      segmentIndex,
      meanMs: stage.meanMs,
      p95Ms: stage.p95Ms,
      queueMs: stage.queueMs,
      inMs: stage.inMs,
      computeMs: stage.computeMs,
      streamMs: stage.streamMs,
      outMs: stage.outMs,
      cpuMs: stage.cpuMs,
      estimatedMs: fullRun?.stages[segmentIndex]?.estimatedMs ?? null,
    })),
    timeline: fullRun === null ? null : timelineJson(fullRun.timeline),
  };
}
