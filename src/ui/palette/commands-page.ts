// Commands on the page itself: views, models, theme, help.
import { HELP_TOPICS } from '../../report/answers/index.ts';
import type { AppState, ThemeName, ViewName } from '../contract.ts';
import { progressNote } from './progress-note.ts';
import type { Command, CommandContext } from './command-types.ts';

const VIEWS: readonly {
  readonly view: ViewName;
  readonly title: string;
  readonly words: string;
}[] = [
  { view: 'model', title: 'Show the model', words: 'go operators facts what is in it' },
  { view: 'plan', title: 'Show the plan', words: 'go cuts strategies where to cut' },
  { view: 'run', title: 'Show the run', words: 'go devices measure accelerators' },
  { view: 'share', title: 'Show what to share', words: 'go link export files' },
];

const THEMES: readonly { readonly theme: ThemeName; readonly title: string }[] = [
  { theme: 'system', title: 'Theme of the system' },
  { theme: 'light', title: 'Light theme' },
  { theme: 'dark', title: 'Dark theme' },
];

export function pageCommands(context: CommandContext): readonly Command[] {
  const { state } = context;
  return [
    ...VIEWS.map(({ view, title, words }): Command => ({
      id: `view-${view}`,
      ...{ title, words, group: 'Views', unavailable: null, isListed: true },
      ...(state.view === view ? { note: 'on show' } : {}),
      intent: { kind: 'event', name: 'view-chosen', detail: { view } },
    })),
    ...modelCommands(state),
    ...samplesOf(state),
    ...THEMES.map(({ theme, title }): Command => ({
      id: `theme-${theme}`,
      ...{ title, words: 'colours appearance mode', group: 'Page', isListed: true },
      ...(state.theme === theme ? { note: 'on' } : {}),
      unavailable: null,
      intent: { kind: 'event', name: 'theme-chosen', detail: { theme } },
    })),
    ...helpCommands(context),
  ];
}

function modelCommands({ opening, isKept, model }: AppState): readonly Command[] {
  const isOpening = opening.kind === 'running';
  return [
    {
      id: 'open-file',
      ...{ title: 'Open a model file', words: 'load tflite choose browse', group: 'Model' },
      ...{ unavailable: null, isListed: true, intent: { kind: 'open-file' } },
    },
    {
      id: 'cancel-opening',
      ...{ title: 'Stop opening the model', words: 'cancel', group: 'Model' },
      ...(isOpening ? progressNote(opening.progress) : {}),
      unavailable: isOpening ? null : 'No model is being opened.',
      isListed: isOpening,
      intent: { kind: 'event', name: 'loading-cancelled', detail: {} },
    },
    {
      id: 'forget',
      ...{ title: 'Forget the model', words: 'remove delete clear privacy close', group: 'Model' },
      unavailable: isKept || model !== null ? null : 'Nothing is kept on this computer.',
      isListed: true,
      intent: { kind: 'event', name: 'forget-requested', detail: {} },
    },
  ];
}

function samplesOf({ samples, model }: AppState): readonly Command[] {
  return samples.map((sample): Command => ({
    id: `sample-${sample.name}`,
    title: `Open ${sample.title}`,
    words: `sample ${sample.name} ${sample.weights} weights`,
    group: 'Samples',
    ...(model?.sampleName === sample.name ? { note: 'open' } : {}),
    ...{ unavailable: null, isListed: false },
    intent: { kind: 'event', name: 'sample-chosen', detail: { name: sample.name } },
  }));
}

function helpCommands({ hasSingleKeys }: CommandContext): readonly Command[] {
  const group = 'Help';
  return [
    {
      id: 'help',
      ...{ title: 'Help', words: 'questions answers explain documentation faq', group },
      ...{ unavailable: null, isListed: true },
      intent: { kind: 'event', name: 'help-requested', detail: { topic: null } },
    },
    ...HELP_TOPICS.map(({ topic, question, words }): Command => ({
      id: `help-${topic}`,
      ...{ title: question, words, group, unavailable: null, isListed: true },
      intent: { kind: 'event', name: 'help-requested', detail: { topic } },
    })),
    {
      id: 'key-list',
      ...{ title: 'List all keys', words: 'keyboard shortcuts', group },
      ...{ unavailable: null, isListed: true, intent: { kind: 'key-list' } },
    },
    {
      id: 'single-keys',
      title: hasSingleKeys ? 'Switch single keys off' : 'Switch single keys on',
      ...{ words: 'keyboard shortcuts speech', group: 'Page', unavailable: null, isListed: false },
      intent: { kind: 'single-keys', isOn: !hasSingleKeys },
    },
    {
      id: 'palette',
      ...{ title: 'Find a command', words: 'palette', group },
      ...{ unavailable: null, isListed: false, intent: { kind: 'palette' } },
    },
    {
      id: 'close',
      ...{ title: 'Drop the selection, close what is open', group: 'Page' },
      ...{ unavailable: null, isListed: false, intent: { kind: 'close' } },
    },
  ];
}
