// Results that a person keeps beside the present one, to compare with. A pin is what a link of it would hold, so that a
// plan, a run and somebody's link are compared alike, and a few hundred bytes keep it on this computer.
import type { SharedResult } from '../share/index.ts';
import type { AppContext } from './context.ts';
import type { KeptPin, SessionStore } from './kept-session.ts';
import { PendingWork } from './plan-jobs.ts';
import type * as LinkReader from './read-links.ts';
import { STRATEGY_TEXTS } from './strategy-list.ts';
import { parseKeptPins } from './kept-pins.ts';
import type { ComparedId, Pin } from './types.ts';
import type * as LinkWriter from './write-links.ts';
import { plural, TOOL_VERSION } from '../base/index.ts';

export const MAX_PINS = 12;
export const MAX_PIN_TITLE_CHARACTERS = 80;

export class Pins {
  readonly #context: AppContext;
  readonly #sessions: Pick<SessionStore, 'loadPins' | 'savePins'>;
  readonly #pending = new PendingWork();
  #count = 0;
  #isLoaded = false;

  constructor(context: AppContext, sessions: Pick<SessionStore, 'loadPins' | 'savePins'>) {
    this.#context = context;
    this.#sessions = sessions;
  }

  /** Brings back what was pinned in earlier visits; what cannot be read any more is left out. */
  load(): void {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    this.#pending.track(this.#load());
  }

  /** Pins the plan on show with its run, or the link that is open. */
  add(from: 'now' | 'link'): void {
    this.#pending.track(this.#add(from));
  }

  remove(id: string): void {
    const { pins, comparison } = this.#context.store.state;
    const pin = pins.find((one) => one.id === id);
    if (pin === undefined) return;
    const isCompared = comparison?.leftId === id || comparison?.rightId === id;
    this.#set(pins.filter((one) => one.id !== id));
    this.#context.store.set({
      announcement: `${pin.title} is no longer pinned.`,
      ...(isCompared ? { comparison: null } : {}),
    });
  }

  rename(id: string, title: string): void {
    const text = title.trim().slice(0, MAX_PIN_TITLE_CHARACTERS);
    if (text === '') return;
    this.#set(
      this.#context.store.state.pins.map((pin) => (pin.id === id ? { ...pin, title: text } : pin)),
    );
  }

  /** Shows two results side by side. */
  compare(leftId: ComparedId, rightId: ComparedId): void {
    this.#context.store.set({ comparison: { leftId, rightId }, isDrawerOpen: false });
  }

  closeComparison(): void {
    this.#context.store.set({ comparison: null });
  }

  /** Takes all pins away, here and on this computer. */
  forget(): void {
    this.#context.store.set({ pins: [], comparison: null });
  }

  whenIdle(): Promise<void> {
    return this.#pending.whenIdle();
  }

  get isIdle(): boolean {
    return this.#pending.isIdle;
  }

  async #load(): Promise<void> {
    try {
      const kept = parseKeptPins(await this.#sessions.loadPins());
      if (kept.length === 0) return;
      const { decodeLink } = await import('./read-links.ts');
      const pins = kept.slice(0, MAX_PINS).flatMap(({ title, link }): Pin[] => {
        const result = decodeLink(link);
        return result.ok ? [{ id: this.#nextId(), title, link, result: result.value }] : [];
      });
      this.#context.store.set({ pins: [...pins, ...this.#context.store.state.pins] });
    } catch {
      // No storage, or the code did not arrive: the visit starts without pins, and what is kept stays kept.
    }
  }

  async #add(from: 'now' | 'link'): Promise<void> {
    const { store } = this.#context;
    if (store.state.pins.length >= MAX_PINS) {
      store.set({
        announcement: `Reef keeps ${plural(MAX_PINS, 'pin')}. Remove one to pin another.`,
      });
      return;
    }
    const codec = await loadCodec();
    if (codec === null) {
      store.set({ announcement: 'This part of the page could not be loaded. Try again.' });
      return;
    }
    const { state } = store;
    const about = { toolVersion: TOOL_VERSION, environment: null, name: null };
    const result =
      from === 'now'
        ? codec.sharedResultOfState(state, about)
        : state.shared.kind === 'open'
          ? state.shared.result
          : null;
    if (result === null) return;
    const link = codec.encodeLink(result);
    // As it will be after a reload: a link rounds what it holds.
    const rounded = codec.decodeLink(link);
    if (!rounded.ok) throw new Error('Broken invariant: a link that was just written can be read');
    const modelName = from === 'now' ? (state.model?.name ?? '') : (result.model.name ?? '');
    const title = freeTitle(
      titleOf(rounded.value, modelName, from),
      state.pins.map((pin) => pin.title),
    );
    this.#set([...state.pins, { id: this.#nextId(), title, link, result: rounded.value }]);
    store.set({ announcement: `${title} is pinned.` });
  }

  #set(pins: readonly Pin[]): void {
    this.#context.store.set({ pins });
    const kept: readonly KeptPin[] = pins.map(({ title, link }) => ({ title, link }));
    // Storage that is full or off: the pins are there for this visit.
    this.#pending.track(this.#sessions.savePins(kept).catch(() => undefined));
  }

  #nextId(): Pin['id'] {
    return `pin-${String(++this.#count)}`;
  }
}

/** "ResNet-50, Balanced, 4 devices, run". */
function titleOf({ plan, run }: SharedResult, modelName: string, from: 'now' | 'link'): string {
  const deviceCount = plan.segments.reduce((sum, segment) => sum + segment.replicas, 0);
  const words = [
    modelName === '' ? (from === 'link' ? 'Link' : '') : modelName,
    STRATEGY_TEXTS[plan.strategy].title,
    plural(deviceCount, 'device'),
    run === null ? '' : 'run',
  ];
  return words
    .filter((word) => word !== '')
    .join(', ')
    .slice(0, MAX_PIN_TITLE_CHARACTERS);
}

function freeTitle(title: string, taken: readonly string[]): string {
  let free = title;
  for (let number = 2; taken.includes(free); number++) free = `${title} (${String(number)})`;
  return free;
}

async function loadCodec(): Promise<(typeof LinkWriter & typeof LinkReader) | null> {
  try {
    const [writer, reader] = await Promise.all([
      import('./write-links.ts'),
      import('./read-links.ts'),
    ]);
    return { ...writer, ...reader };
  } catch {
    return null;
  }
}
