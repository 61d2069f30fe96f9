/** A typed, observable value: the page's only state. Listeners hear of every change, in the order they subscribed. */
export class Store<State extends object> {
  #state: State;
  readonly #listeners = new Set<(state: State, previous: State) => void>();

  constructor(initial: State) {
    this.#state = initial;
  }

  get state(): State {
    return this.#state;
  }

  /** Replaces some parts. Parts that are the same value stay the same object, so that drawing can skip them. */
  set(patch: Partial<State>): void {
    const isSame = (Object.keys(patch) as (keyof State)[]).every((key) =>
      Object.is(patch[key], this.#state[key]),
    );
    if (isSame) return;
    const previous = this.#state;
    this.#state = { ...previous, ...patch };
    for (const listener of [...this.#listeners]) listener(this.#state, previous);
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (state: State, previous: State) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
