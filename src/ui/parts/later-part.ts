/** A part of the page that is not there from the start: loaded once, when it is first wanted. */
export class LaterPart<Part> {
  /** Resolves once it is there, whoever wanted it. */
  readonly whenHere: Promise<Part>;
  readonly #import: () => Promise<Part>;
  #arrive: (part: Part) => void = () => undefined;
  #coming: Promise<Part | null> | null = null;
  #here: Part | null = null;

  constructor(load: () => Promise<Part>) {
    this.#import = load;
    this.whenHere = new Promise((resolve) => (this.#arrive = resolve));
  }

  /** The part; null until it has arrived. */
  get here(): Part | null {
    return this.#here;
  }

  /** True from the first wish for it, unless it did not arrive. */
  get isWanted(): boolean {
    return this.#coming !== null;
  }

  /** Resolves to the part, or to null where it did not arrive: then the next call tries again. */
  load(): Promise<Part | null> {
    this.#coming ??= this.#import().then(
      (part) => {
        this.#arrive(part);
        return (this.#here = part);
      },
      () => (this.#coming = null),
    );
    return this.#coming;
  }

  /** Resolves when it is not on its way. */
  async whenSettled(): Promise<void> {
    await this.#coming;
  }
}
