// Time as the host loop needs it; tests pass their own.

export interface HostClock {
  /** Milliseconds from any fixed point. */
  now(): number;
  /** Calls `action` after `ms`; the function that is returned takes it back. */
  after(ms: number, action: () => void): () => void;
}

/** The platform's own clock. */
export const platformClock: HostClock = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
