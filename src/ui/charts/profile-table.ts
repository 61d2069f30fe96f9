import type { TemplateResult } from 'lit';
import { formatBytes, formatMacs } from '../../base/index.ts';
import { segmentOfOperators } from '../../report/index.ts';
import type { DepthProfileView } from '../contract.ts';
import { renderTableTwin } from './chart-head.ts';

/** The depth profile as a table: a row per depth. */
export function renderProfileTable(view: DepthProfileView): TemplateResult {
  const { graph } = view.summary;
  const { profile, plan } = view;
  const segmentOf = segmentOfOperators(plan, graph.operatorCount);
  const segmentsAt = (depth: number): string => {
    const here = graph.operatorsAtDepth[depth] ?? [];
    const numbers = new Set(here.map((opIndex) => (segmentOf[opIndex] ?? 0) + 1));
    return [...numbers].sort((one, other) => one - other).join(', ');
  };
  const rows = Array.from({ length: profile.depthCount }, (_, depth) => [
    String(depth),
    ...(plan === null ? [] : [segmentsAt(depth)]),
    String(graph.operatorsAtDepth[depth]?.length ?? 0),
    formatBytes(profile.compiledParamBytes[depth] ?? 0),
    formatMacs(profile.macs[depth] ?? 0),
    formatBytes(profile.activationBytes[depth] ?? 0),
    depth === profile.depthCount - 1 ? '–' : formatBytes(profile.crossingBytes[depth] ?? 0),
  ]);
  const columns = [
    'Depth',
    ...(plan === null ? [] : ['Segment']),
    'Operators',
    'Parameters',
    'Multiply-accumulates',
    'Activations',
    'A cut after it moves',
  ];
  return renderTableTwin({ caption: 'What lies at each depth', columns, rows });
}
