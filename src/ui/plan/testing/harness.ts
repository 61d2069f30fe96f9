// A stand-in for shell and workers: answers the elements' events with plans worked out on the page.
import { listLegalCutDepths, nearestDepthCuts } from '../../../app/index.ts';
import type { Plan, StrategyName } from '../../../partition/index.ts';
import { simulatePlan } from '../../../pipeline/index.ts';
import type { PlanViewModel, Selection, SetUp, StrategyRow } from '../../contract.ts';
import '../plan-view.ts';
import '../setup-panel.ts';
import '../strategy-list.ts';
import { curvePoints, loadSummary, planManual, planRows } from './harness-model.ts';

const query = new URLSearchParams(location.search);
const NONE = { kind: 'none' } as const;
document.documentElement.style.colorScheme = query.get('theme') ?? 'light';

const summary = await loadSummary(query.get('model') ?? 'inception_v3');
const legalCutDepths = listLegalCutDepths(summary.graph);
let setUp: SetUp = {
  isAuto: false,
  batch: 15,
  devices: Array.from({ length: Number(query.get('n') ?? 4) }, (_, bus) => ({
    link: 'usb3' as const,
    clock: 'max' as const,
    bus: query.get('ports') === 'shared' ? 0 : bus,
  })),
};
let rows: readonly StrategyRow[] = planRows(summary, setUp);
let chosen = (query.get('strategy') ?? 'balanced') as StrategyName;
let manualCuts: readonly number[] | null = null;
let startedFrom: StrategyName = chosen;
let highlight: Selection = NONE;
let selection: Selection = NONE;
const curve = query.get('curve') === 'no' ? [] : curvePoints(summary, setUp);

function planOf(name: StrategyName): Plan | null {
  const row = rows.find((one) => one.name === name);
  return row?.state.kind === 'done' ? row.state.value : null;
}

function makeView(): PlanViewModel {
  const manual = manualCuts === null ? null : planManual(summary, setUp, manualCuts);
  const manualPlan = manual?.ok ? manual.value : null;
  const plan = chosen === 'manual' ? manualPlan : planOf(chosen);
  const devices = setUp.devices;
  const simulation =
    plan === null ? null : simulatePlan({ plan, graph: summary.graph, devices }, { batch: 15 });
  const manualRow: StrategyRow = {
    name: 'manual',
    title: 'Your cuts',
    explanation: 'Cuts that you moved yourself.',
    state: manualPlan === null ? { kind: 'idle' } : { kind: 'done', value: manualPlan },
  };
  return {
    summary,
    setUp,
    autoAvoidableBytes: null,
    strategies: manualCuts === null ? rows : [manualRow, ...rows],
    chosen,
    isChosenByPerson: true,
    plan,
    startedFromPlan: chosen === 'manual' ? planOf(startedFrom) : null,
    manual: manualCuts === null ? null : { cutAfterDepths: manualCuts, startedFrom },
    cutAfterDepths:
      chosen === 'manual' ? (manualCuts ?? []) : plan ? nearestDepthCuts(plan, summary.graph) : [],
    legalCutDepths,
    timeline: simulation?.ok ? simulation.value.timeline : [],
    curve: { points: curve, isComplete: true },
    selection,
    highlight,
    verify: { kind: 'idle' },
    download: { bundle: { kind: 'idle' } },
    canUndo: manualCuts !== null,
    canRedo: false,
  };
}

function draw(): void {
  const view = makeView();
  document.querySelector('reef-setup-panel')!.view = view;
  document.querySelector('reef-strategy-list')!.view = view;
  document.querySelector('reef-plan-view')!.view = view;
}

function edit(change: (cuts: readonly number[]) => readonly number[]): void {
  if (chosen !== 'manual') {
    startedFrom = chosen;
    const plan = planOf(chosen);
    manualCuts = plan ? nearestDepthCuts(plan, summary.graph) : [];
  }
  manualCuts = [...change(manualCuts ?? [])].sort((one, other) => one - other);
  chosen = 'manual';
  draw();
}

document.addEventListener('cut-moved', (event) => {
  const { cutIndex, afterDepth } = (event as CustomEvent<{ cutIndex: number; afterDepth: number }>)
    .detail;
  edit((cuts) => cuts.map((depth, index) => (index === cutIndex ? afterDepth : depth)));
});
document.addEventListener('cut-added', (event) => {
  const { afterDepth } = (event as CustomEvent<{ afterDepth: number }>).detail;
  edit((cuts) => [...cuts, afterDepth]);
});
document.addEventListener('cut-removed', (event) => {
  const { cutIndex } = (event as CustomEvent<{ cutIndex: number }>).detail;
  edit((cuts) => cuts.filter((_, index) => index !== cutIndex));
});
document.addEventListener('strategy-chosen', (event) => {
  chosen = (event as CustomEvent<{ strategy: StrategyName }>).detail.strategy;
  draw();
});
document.addEventListener('devices-changed', (event) => {
  setUp = {
    ...setUp,
    devices: (event as CustomEvent<{ devices: SetUp['devices'] }>).detail.devices,
  };
  rows = planRows(summary, setUp);
  draw();
});
document.addEventListener('highlight-changed', (event) => {
  highlight = (event as CustomEvent<{ selection: Selection }>).detail.selection;
  draw();
});
document.addEventListener('selection-changed', (event) => {
  selection = (event as CustomEvent<{ selection: Selection }>).detail.selection;
  draw();
});

draw();
document.body.dataset.ready = 'yes';
