// Commands on what came of a plan: verify, download, share, run.
import { shownPlan } from '../../app/index.ts';
import { plural } from '../../base/index.ts';
import { inferenceWords } from '../../report/index.ts';
import type { Command, CommandContext } from './command-types.ts';
import { noPlanReason } from './commands-plan.ts';
import { progressNote } from './progress-note.ts';

export function resultCommands(context: CommandContext): readonly Command[] {
  return [
    ...checkCommands(context),
    ...downloadCommands(context),
    ...shareCommands(context),
    ...runCommands(context),
  ];
}

function planMissing(context: CommandContext): string | null {
  const reason = noPlanReason(context);
  if (reason !== null) return reason;
  return shownPlan(context.state) === null ? 'There is no plan yet.' : null;
}

function checkCommands(context: CommandContext): readonly Command[] {
  const { verify } = context.state;
  const isVerifying = verify.kind === 'running';
  const group = 'Result';
  return [
    {
      id: 'verify',
      title: 'Verify the plan on this computer',
      ...{ words: 'check compare bytes proof', group, isListed: true },
      unavailable: planMissing(context) ?? (isVerifying ? 'It is being verified already.' : null),
      intent: { kind: 'event', name: 'verify-requested', detail: {} },
    },
    {
      id: 'cancel-verify',
      ...{ title: 'Stop verifying', words: 'cancel', group },
      ...(isVerifying ? progressNote(verify.progress) : {}),
      unavailable: isVerifying ? null : 'Nothing is being verified.',
      isListed: isVerifying,
      intent: { kind: 'event', name: 'verify-cancelled', detail: {} },
    },
  ];
}

function downloadCommands(context: CommandContext): readonly Command[] {
  const { bundle } = context.state.download;
  const isPacking = bundle.kind === 'running';
  const plan = shownPlan(context.state);
  const group = 'Result';
  return [
    {
      id: 'download',
      title: 'Download the segments',
      ...{ words: 'save zip bundle tflite files export compile', group, isListed: true },
      unavailable: planMissing(context) ?? (isPacking ? 'They are being packed already.' : null),
      intent: { kind: 'event', name: 'download-requested', detail: { segmentIndex: null } },
    },
    ...(plan?.segments ?? []).map(({ index }): Command => ({
      id: `download-${String(index + 1)}`,
      title: `Download segment ${String(index + 1)}`,
      ...{ words: 'save file tflite', group, isListed: false, unavailable: planMissing(context) },
      intent: { kind: 'event', name: 'download-requested', detail: { segmentIndex: index } },
    })),
    {
      id: 'cancel-download',
      ...{ title: 'Stop packing the segments', words: 'cancel download', group },
      ...(isPacking ? progressNote(bundle.progress) : {}),
      unavailable: isPacking ? null : 'Nothing is being packed.',
      isListed: isPacking,
      intent: { kind: 'event', name: 'download-cancelled', detail: {} },
    },
  ];
}

function shareCommands(context: CommandContext): readonly Command[] {
  const { comparison, pins, shared } = context.state;
  const group = 'Result';
  const missing = planMissing(context);
  const hasLink = shared.kind !== 'none';
  return [
    {
      id: 'copy-link',
      ...{ title: 'Copy a link to the result', words: 'share url send', group, isListed: true },
      ...{ unavailable: missing, intent: { kind: 'copy-link' } },
    },
    {
      id: 'print',
      ...{ title: 'Print a report', words: 'pdf page paper', group, isListed: false },
      ...{ unavailable: missing, intent: { kind: 'print' } },
    },
    {
      id: 'pin',
      ...{ title: 'Pin this result', words: 'keep compare', group, isListed: false },
      unavailable: missing,
      intent: { kind: 'event', name: 'pin-requested', detail: { from: 'now' } },
    },
    ...pins.map((pin): Command => ({
      id: `compare-${pin.id}`,
      title: `Compare with ${pin.title}`,
      ...{ words: 'pin difference beside', group, isListed: false, unavailable: missing },
      intent: {
        ...{ kind: 'event', name: 'comparison-chosen' },
        detail: { leftId: pin.id, rightId: 'now' },
      },
    })),
    {
      id: 'close-comparison',
      ...{ title: 'Close the comparison', group, isListed: comparison !== null },
      unavailable: comparison === null ? 'Nothing is being compared.' : null,
      intent: { kind: 'event', name: 'comparison-closed', detail: {} },
    },
    {
      id: 'close-link',
      ...{ title: 'Close the link', words: 'shared result', group, isListed: hasLink },
      unavailable: hasLink ? null : 'No link is open.',
      intent: { kind: 'event', name: 'shared-closed', detail: {} },
    },
  ];
}

function runCommands(context: CommandContext): readonly Command[] {
  const { run, state } = context;
  const group = 'Run';
  const isRunning = run?.isRunning === true;
  const missing = Math.max(1, run?.missingCount ?? shownPlan(state)?.deviceCount ?? 1);
  const noMore = planMissing(context) ?? (isRunning ? 'A run is under way.' : null);
  const obstacle = run === null ? 'Connect or add devices first.' : run.obstacle;
  return [
    {
      id: 'run',
      title: run === null ? 'Run the plan' : `Run ${inferenceWords(run.inferences)}`,
      ...{ words: 'start measure simulate benchmark', group, isListed: true },
      unavailable: planMissing(context) ?? obstacle,
      intent: { kind: 'run' },
    },
    {
      id: 'cancel-run',
      ...{ title: 'Cancel the run', words: 'stop', group },
      ...(isRunning ? { note: run.progress } : {}),
      unavailable: isRunning ? null : 'Nothing is running.',
      isListed: isRunning,
      intent: { kind: 'run-cancel' },
    },
    {
      id: 'connect',
      ...{ title: 'Connect an accelerator', words: 'usb coral plug stick device', group },
      ...{ unavailable: noMore, isListed: true, intent: { kind: 'connect' } },
    },
    {
      id: 'virtual',
      title: `Add ${plural(missing, 'virtual accelerator')}`,
      ...{ words: 'simulated software device', group },
      ...{ unavailable: noMore, isListed: true, intent: { kind: 'virtual' } },
    },
    {
      id: 'cpu',
      title: `Add ${plural(missing, 'thread')} of this computer's CPU`,
      ...{ words: 'processor device', group },
      ...{ unavailable: noMore, isListed: false, intent: { kind: 'cpu' } },
    },
  ];
}
