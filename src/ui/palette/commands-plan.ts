// Commands on the plan: devices, links, strategies, steps back and forth.
import { MAX_DEVICES } from '../../app/index.ts';
import { plural } from '../../base/index.ts';
import { LINK_NAMES, LINK_WORDS } from '../../edgetpu/index.ts';
import type { ClockName } from '../../edgetpu/index.ts';
import { commonValue, portsOf, withAll, withPorts } from '../plan/set-up-values.ts';
import type { Command, CommandContext } from './command-types.ts';

const CLOCKS: readonly { readonly clock: ClockName; readonly title: string }[] = [
  { clock: 'max', title: 'full clock, 500 MHz' },
  { clock: 'std', title: 'half clock, 250 MHz' },
];
const PORTS: readonly { readonly ports: 'own' | 'shared'; readonly title: string }[] = [
  { ports: 'own', title: 'A USB port for each device' },
  { ports: 'shared', title: 'One USB port shared by all devices' },
];

export function planCommands(context: CommandContext): readonly Command[] {
  return [...historyCommands(context), ...deviceCommands(context), ...strategyCommands(context)];
}

/** Why nothing can be planned; null where it can. */
export function noPlanReason({ state }: CommandContext): string | null {
  if (state.model === null) return 'Open a model first.';
  return state.model.obstacle === null ? null : 'This model cannot be cut.';
}

function historyCommands({ state }: CommandContext): readonly Command[] {
  const group = 'Plan';
  return [
    {
      id: 'undo',
      ...{ title: 'Undo', words: 'back step', group, isListed: true },
      unavailable: state.canUndo ? null : 'Nothing to undo.',
      intent: { kind: 'event', name: 'undo-requested', detail: {} },
    },
    {
      id: 'redo',
      ...{ title: 'Redo', words: 'forward step again', group, isListed: true },
      unavailable: state.canRedo ? null : 'Nothing to redo.',
      intent: { kind: 'event', name: 'redo-requested', detail: {} },
    },
  ];
}

function deviceCommands(context: CommandContext): readonly Command[] {
  const { setUp } = context.state;
  const shared = {
    group: 'Devices',
    unavailable: noPlanReason(context),
    isListed: false,
  } as const;
  const { devices } = setUp;
  const count = setUp.isAuto ? 'auto' : devices.length;
  const counts = Array.from({ length: MAX_DEVICES }, (_, index) => index + 1);
  return [
    {
      id: 'devices-auto',
      title: 'Plan for as few devices as hold the model',
      ...shared,
      ...{ words: 'auto number automatic', isListed: true },
      ...(count === 'auto' ? { note: 'on' } : {}),
      intent: { kind: 'event', name: 'device-count-changed', detail: { deviceCount: 'auto' } },
    },
    ...counts.map((deviceCount): Command => ({
      id: `devices-${String(deviceCount)}`,
      title: `Plan for ${plural(deviceCount, 'device')}`,
      ...shared,
      words: 'number sticks accelerators tpu',
      ...(count === deviceCount ? { note: 'on' } : {}),
      intent: { kind: 'event', name: 'device-count-changed', detail: { deviceCount } },
    })),
    ...LINK_NAMES.map((link): Command => ({
      id: `link-${link}`,
      title: `All devices at ${LINK_WORDS[link]}`,
      ...shared,
      words: 'link speed connection',
      ...(commonValue(devices, 'link') === link ? { note: 'on' } : {}),
      intent: devicesIntent(withAll(devices, { link })),
    })),
    ...CLOCKS.map(({ clock, title }): Command => ({
      id: `clock-${clock}`,
      title: `All devices at ${title}`,
      ...shared,
      words: 'clock frequency heat speed maximum standard',
      ...(commonValue(devices, 'clock') === clock ? { note: 'on' } : {}),
      intent: devicesIntent(withAll(devices, { clock })),
    })),
    ...PORTS.map(({ ports, title }): Command => ({
      id: `ports-${ports}`,
      title,
      ...shared,
      words: 'bus hub',
      ...(portsOf(devices) === ports ? { note: 'on' } : {}),
      intent: devicesIntent(withPorts(devices, ports)),
    })),
  ];
}

function devicesIntent(devices: ReturnType<typeof withAll>): Command['intent'] {
  return { kind: 'event', name: 'devices-changed', detail: { devices } };
}

function strategyCommands(context: CommandContext): readonly Command[] {
  const { state } = context;
  const running = state.strategies.filter((row) => row.state.kind === 'running');
  return [
    ...state.strategies.map((row): Command => ({
      id: `strategy-${row.name}`,
      title: `Choose ${row.name === 'manual' ? 'your cuts' : `the strategy ${row.title}`}`,
      ...{ words: row.name, group: 'Strategies', isListed: false },
      ...(state.chosenStrategy === row.name ? { note: 'on' } : {}),
      unavailable: noPlanReason(context) ?? whyNot(row.state.kind),
      intent: { kind: 'event', name: 'strategy-chosen', detail: { strategy: row.name } },
    })),
    {
      id: 'cancel-planning',
      ...{ title: 'Stop planning', words: 'cancel search strategies', group: 'Plan' },
      ...(running.length > 0 ? { note: `${String(running.length)} to go` } : {}),
      unavailable: running.length > 0 ? null : 'Nothing is being planned.',
      isListed: running.length > 0,
      intent: { kind: 'event', name: 'planning-cancelled', detail: { strategy: null } },
    },
  ];
}

function whyNot(
  kind: CommandContext['state']['strategies'][number]['state']['kind'],
): string | null {
  switch (kind) {
    case 'failed':
      return 'It has no plan for these devices.';
    case 'idle':
    case 'running':
    case 'done':
    case 'cancelled':
      return null;
  }
}
