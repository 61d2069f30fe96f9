// The address says what the page shows: the view, and the result as a link, so that what a person copies out of the
// address bar is a link that opens anywhere. Every step that a person makes is a step of the browser's history; Back and
// Forward bring back what was set. Nothing is written while a cut is dragged. After "Forget" no entry from before brings
// anything back: the entries go where the browser lets them go, and any that is left shows what the page shows.
import type { SegmentFact } from '../partition/index.ts';
import type { ModelSource } from '../workers/planner-api.ts';
import {
  entryOf,
  forgetCountOf,
  isSameEdit,
  liveEntryOf,
  stateOfEntry,
  stepBetween,
} from './address-entry.ts';
import type { AddressEntry, LiveEntry } from './address-entry.ts';
import { AddressLinks } from './address-links.ts';
import { fragmentOf, parseFragment } from './address-text.ts';
import type { AddressParts } from './address-text.ts';
import type { App } from './app.ts';
import type { AppState } from './types.ts';

/** What the address needs of the browser's history; a test gives one of its own. */
export interface PageHistory {
  /** What is behind `#` in the present entry. */
  readonly fragment: string;
  /** What was kept with the present entry; null for one that the person typed or followed. */
  readonly state: unknown;
  push(fragment: string, state: unknown): void;
  replace(fragment: string, state: unknown): void;
  /** Calls back after Back, Forward, and a fragment that was typed or pasted. */
  onMoved(listener: () => void): void;
  /** How often everything was forgotten in this tab, reloads included. */
  readonly forgetCount: number;
  countForget(): void;
  /**
   * Goes to the first entry of this page, from where the next push drops all others. False where it is the only one, or
   * the browser does not tell which it is.
   */
  goToFirst(): Promise<boolean>;
}

/** Edits are written once the person rests for this long. */
const WRITE_DELAY_MS = 400;
/** Models that Back can open again in this visit. */
const MOST_SOURCES = 20;
const MOST_FACTS = 50;

/** Where the person is. */
const NAMED_AT_ONCE = ['view', 'shared'] as const satisfies readonly (keyof AppState)[];
const SET_BY_PERSON = [
  'setUp',
  'chosenStrategy',
  'manual',
] as const satisfies readonly (keyof AppState)[];
/** What the link holds beside that, and what holds back writing. */
const WORKED_OUT = [
  'strategies',
  'model',
  'opening',
  'lastRun',
  'shareOptions',
] as const satisfies readonly (keyof AppState)[];

export class Address {
  readonly #app: App;
  readonly #history: PageHistory;
  readonly #links = new AddressLinks(() => {
    this.#writeSoon();
  });
  readonly #sources = new Map<string, ModelSource>();
  /** What compiled files and runs said, by number: entries name it. */
  readonly #facts: (readonly SegmentFact[])[] = [];
  /** The entry that the browser stands on, as far as it is ours. */
  #entry: AddressEntry | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** True while an entry is brought back: what changes meanwhile is no step of the person. */
  #isMoving = false;
  #forgetting: Promise<void> = Promise.resolve();

  constructor(app: App, history: PageHistory) {
    this.#app = app;
    this.#history = history;
    app.store.subscribe((state, previous) => {
      this.#onChange(state, previous);
    });
    history.onMoved(() => {
      this.#onMoved();
    });
  }

  /** Starts the visit with what the address says: a view, a result from a link, or what the page showed before a reload. */
  async start(): Promise<void> {
    if (this.#isForgotten()) this.#nameViewAlone();
    const parts = parseFragment(this.#history.fragment);
    if (parts.view !== null) this.#app.showView(parts.view);
    const kept = this.#liveEntry();
    if (kept === null && parts.link !== null) {
      this.#entry = { kind: 'link', link: parts.link };
      await this.#app.openShared(parts.link);
      return;
    }
    this.#entry = kept;
    await this.#app.start({ isViewGiven: parts.view !== null });
    if (kept !== null) await this.#afterReload(kept, parts);
  }

  /** Resolves when the address says what the page shows. */
  async whenIdle(): Promise<void> {
    this.#write();
    await this.#forgetting;
    await this.#links.whenLoaded();
    this.#write();
  }

  /** What was kept is open again, unless another tab has kept something else since: then the address is a link like any. */
  async #afterReload(kept: LiveEntry, { link }: AddressParts): Promise<void> {
    await this.#app.whenOpened();
    const isSameModel = this.#app.store.state.model?.sha256 === kept.sha256;
    if (!isSameModel) {
      if (link === null) return;
      this.#entry = { kind: 'link', link };
      await this.#app.openShared(link);
      return;
    }
    if (kept.beside !== null) await this.#app.putSharedBeside(kept.beside.link);
    this.#goTo(kept, link);
  }

  #onChange(state: AppState, previous: AppState): void {
    if (this.#isMoving) return;
    const hasChanged = (key: keyof AppState): boolean => state[key] !== previous[key];
    if (state.isForgotten && !previous.isForgotten) this.#forget();
    else if (NAMED_AT_ONCE.some(hasChanged)) this.#write();
    else if (SET_BY_PERSON.some(hasChanged)) this.#writeSoon();
    else if (this.#timer === undefined && WORKED_OUT.some(hasChanged)) this.#writeSoon();
  }

  #writeSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#write();
    }, WRITE_DELAY_MS);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { state } = this.#app.store;
    if (this.#app.editing.isDragging) {
      this.#writeSoon();
      return;
    }
    // What is being opened says when it is there.
    if (state.opening.kind === 'running' || state.shared.kind === 'opening') return;
    const entry = entryOf(state);
    if (entry === null) {
      this.#leave(state);
      return;
    }
    const step = stepBetween(this.#entry, entry);
    const fragment = this.#fragmentOf(entry, state, step);
    this.#rememberSource(entry);
    const isNew = step === 'push' || JSON.stringify(entry) !== JSON.stringify(this.#entry);
    this.#entry = entry;
    const isMarked = forgetCountOf(this.#history.state) !== null;
    if (!isNew && isMarked && fragment === this.#history.fragment) return;
    this.#history[step](fragment, this.#stateOf(entry));
  }

  /** The start page has no result; a link that cannot be read stays in the address until the person goes on. */
  #leave({ shared }: AppState): void {
    const before = this.#entry;
    // A link that was closed is a step that Back goes back to.
    if (before?.kind === 'link' && shared.kind === 'none') return;
    this.#entry = null;
    if (before?.kind === 'live' && shared.kind !== 'failed') this.#nameViewAlone();
  }

  /** Nothing leads back to what was there. What the browser's own list of visited pages holds is out of reach. */
  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sources.clear();
    this.#facts.length = 0;
    this.#entry = null;
    this.#history.countForget();
    this.#nameViewAlone();
    this.#forgetting = this.#dropEntries();
  }

  async #dropEntries(): Promise<void> {
    const isAtFirst = await this.#history.goToFirst();
    // Somebody who has opened something meanwhile goes on from there.
    if (!isAtFirst || this.#entry !== null) return;
    // The browser may tell of the move only now.
    this.#nameViewAlone();
    this.#nameViewAlone('push');
  }

  #nameViewAlone(step: 'push' | 'replace' = 'replace'): void {
    this.#history[step](this.#app.store.state.view, this.#stateOf(null));
  }

  #fragmentOf(entry: AddressEntry, state: AppState, step: 'push' | 'replace'): string {
    if (entry.kind === 'link') return entry.link;
    const link = this.#links.linkOf(state);
    // While the same is planned again, its last link still opens.
    const last = step === 'replace' ? parseFragment(this.#history.fragment).link : null;
    return fragmentOf({ view: entry.view, link: link ?? last });
  }

  #onMoved(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isForgotten()) {
      this.#entry = null;
      this.#nameViewAlone();
      this.#write();
      return;
    }
    const parts = parseFragment(this.#history.fragment);
    const kept = this.#liveEntry();
    if (kept !== null) {
      this.#goTo(kept, parts.link);
    } else if (parts.link !== null) {
      this.#entry = { kind: 'link', link: parts.link };
      void this.#app.openShared(parts.link);
    } else {
      // Typed or followed: the browser has made an entry for it already.
      this.#entry = null;
      if (parts.view !== null) this.#app.showView(parts.view);
      this.#write();
    }
  }

  /** Brings back what an entry was written for; as a link where its model is no longer at hand. */
  #goTo(entry: LiveEntry, link: string | null): void {
    const { model } = this.#app.store.state;
    const source = this.#sources.get(entry.sha256);
    const isOpen = model?.sha256 === entry.sha256;
    this.#entry = entry;
    if (!isOpen && source === undefined) {
      this.#entry = link === null ? null : { kind: 'link', link };
      if (link !== null) void this.#app.openShared(link);
      return;
    }
    this.#isMoving = true;
    this.#app.showView(entry.view);
    const now = entryOf(this.#app.store.state);
    if (!isOpen) this.#app.editing.apply({ ...entry.edit, source: source ?? null });
    else if (now?.kind !== 'live' || !isSameEdit(now, entry)) this.#app.editing.apply(entry.edit);
    this.#isMoving = false;
    this.#writeSoon();
  }

  #liveEntry(): LiveEntry | null {
    return liveEntryOf(this.#history.state, (factsNumber) => this.#facts[factsNumber]);
  }

  /** True on an entry that was written before everything was forgotten. */
  #isForgotten(): boolean {
    const { state, forgetCount } = this.#history;
    return ![null, forgetCount].includes(forgetCountOf(state));
  }

  #stateOf(entry: AddressEntry | null): unknown {
    const factsNumber = entry === null ? -1 : this.#numberOfFacts(entry);
    return stateOfEntry(entry, { factsNumber, forgetCount: this.#history.forgetCount });
  }

  #rememberSource(entry: AddressEntry): void {
    const { source } = this.#app.editing;
    if (entry.kind === 'link' || source === null) return;
    this.#sources.delete(entry.sha256);
    this.#sources.set(entry.sha256, source);
    const [oldest] = this.#sources.keys();
    if (this.#sources.size > MOST_SOURCES && oldest !== undefined) this.#sources.delete(oldest);
  }

  #numberOfFacts(entry: AddressEntry): number {
    if (entry.kind === 'link' || entry.edit.setUp.facts === undefined) return -1;
    const { facts } = entry.edit.setUp;
    const known = this.#facts.indexOf(facts);
    if (known >= 0) return known;
    return this.#facts.length < MOST_FACTS ? this.#facts.push(facts) - 1 : -1;
  }
}
