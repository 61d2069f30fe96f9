// The tab's own history behind what the address needs of it.
import type { PageHistory } from './address.ts';

/** What the tab keeps of it: a number, no trace of what was forgotten. */
const FORGET_COUNT_KEY = 'reef.forget-count';

export function createTabHistory(window: Window): PageHistory {
  const { history, location } = window;
  let forgetCount = readForgetCount(window);
  return {
    get fragment() {
      return location.hash.slice(1);
    },
    get state(): unknown {
      return history.state as unknown;
    },
    push: (fragment, state) => {
      tryWriting(() => {
        history.pushState(state, '', `#${fragment}`);
      });
    },
    replace: (fragment, state) => {
      tryWriting(() => {
        history.replaceState(state, '', `#${fragment}`);
      });
    },
    onMoved: (listener) => {
      window.addEventListener('popstate', listener);
    },
    get forgetCount() {
      return forgetCount;
    },
    countForget: () => {
      forgetCount += 1;
      try {
        window.sessionStorage.setItem(FORGET_COUNT_KEY, String(forgetCount));
      } catch {
        // Storage is switched off: the count holds until the page is left.
      }
    },
    // Not every browser has it.
    goToFirst: () => goToFirst(window.navigation),
  };
}

async function goToFirst(navigation: Navigation | undefined): Promise<boolean> {
  const entries = navigation?.entries() ?? [];
  const at = navigation?.currentEntry?.index ?? -1;
  if (navigation === undefined || at < 0 || entries.length === 1) return false;
  // An entry of another document would load that one, and end this.
  const before = entries.slice(0, at);
  const first = before.findLastIndex(({ sameDocument }) => !sameDocument) + 1;
  const key = entries[first]?.key;
  if (key === undefined || first === at) return first === at;
  try {
    await navigation.traverseTo(key).finished;
    return true;
  } catch {
    // Something else was opened meanwhile.
    return false;
  }
}

function readForgetCount(window: Window): number {
  try {
    const count = Number(window.sessionStorage.getItem(FORGET_COUNT_KEY));
    return Number.isSafeInteger(count) ? count : 0;
  } catch {
    // As above.
    return 0;
  }
}

function tryWriting(write: () => void): void {
  try {
    write();
  } catch {
    // Browsers allow so many steps in so much time; the next one tells all that this one would have told.
  }
}
