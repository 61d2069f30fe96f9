// The result on show as a link, made anew only when something in it has changed. What makes links is loaded when the
// first result is there.
import { rememberLast, TOOL_VERSION } from '../base/index.ts';
import { listSharedParts } from './shared-parts.ts';
import type { AppState } from './types.ts';
import type * as LinkWriter from './write-links.ts';

export class AddressLinks {
  readonly #onLoaded: () => void;
  #writer: typeof LinkWriter | null = null;
  #loading: Promise<void> | null = null;
  readonly #remember = rememberLast<string | null>();

  constructor(onLoaded: () => void) {
    this.#onLoaded = onLoaded;
  }

  /** The link; null where there is no plan to share, and until links can be made: then `onLoaded` is called. */
  linkOf(state: AppState): string | null {
    const writer = this.#writer;
    if (writer === null) {
      this.#load();
      return null;
    }
    const parts = [state.shareOptions, ...listSharedParts(state)];
    return this.#remember(parts, () => this.#encode(writer, state));
  }

  /** Resolves when links can be made, or it has turned out that they cannot. */
  async whenLoaded(): Promise<void> {
    await this.#loading;
  }

  #load(): void {
    this.#loading ??= import('./write-links.ts').then(
      (writer) => {
        this.#writer = writer;
        this.#onLoaded();
      },
      () => {
        // The address names the view alone; the next step tries again.
        this.#loading = null;
      },
    );
  }

  #encode({ encodeLink, sharedResultOfState }: typeof LinkWriter, state: AppState): string | null {
    const { name, includesRun } = state.shareOptions;
    const result = sharedResultOfState(includesRun ? state : { ...state, lastRun: null }, {
      toolVersion: TOOL_VERSION,
      // Browser and day are told where a person shares on purpose, not by an address that was copied.
      environment: null,
      name: name === '' ? null : name,
    });
    return result === null ? null : encodeLink(result);
  }
}
