import { describe, expect, it } from 'vitest';
import { withForgetMark } from './forget-mark.ts';
import type { SessionStore } from './kept-session.ts';

const SOURCE = { kind: 'sample', name: 'resnet50' } as const;

/** What outlives a visit: a store whose clearing waits until it is let go, and a mark. */
class Computer {
  kept: unknown = null;
  isMarked = false;
  readonly #held: (() => void)[] = [];
  isSlow = false;
  isBroken = false;

  visit(): SessionStore {
    const store: SessionStore = {
      load: () => Promise.resolve(this.kept),
      saveSource: (source) => {
        this.kept = source;
        return Promise.resolve();
      },
      saveEdits: () => Promise.resolve(),
      loadPins: () => Promise.resolve(this.kept),
      savePins: () => Promise.resolve(),
      forget: async () => {
        if (this.isSlow) await new Promise<void>((resolve) => this.#held.push(resolve));
        if (this.isBroken) throw new Error('switched off');
        this.kept = null;
      },
    };
    return withForgetMark(store, {
      read: () => this.isMarked,
      write: (isForgetting) => (this.isMarked = isForgetting),
    });
  }

  letGo(): void {
    this.#held.splice(0).forEach((go) => {
      go();
    });
  }
}

describe('forgetting what is kept', () => {
  it('holds in the next visit although this one ended before it was done', async () => {
    const computer = new Computer();
    await computer.visit().saveSource(SOURCE);
    computer.isSlow = true;
    void computer.visit().forget();
    computer.isSlow = false;
    const next = computer.visit();
    expect(await Promise.all([next.load(), next.loadPins()])).toEqual([null, null]);
    expect(computer.isMarked).toBe(false);
  });

  it('keeps what is saved after it, also before it is done', async () => {
    const computer = new Computer();
    const visit = computer.visit();
    computer.isSlow = true;
    const forgetting = visit.forget();
    const saving = visit.saveSource(SOURCE);
    await Promise.resolve();
    computer.letGo();
    await Promise.all([forgetting, saving]);
    expect(computer.kept).toEqual(SOURCE);
    expect(await computer.visit().load()).toEqual(SOURCE);
  });

  it('is tried again where the store could not be reached', async () => {
    const computer = new Computer();
    const visit = computer.visit();
    await visit.saveSource(SOURCE);
    computer.isBroken = true;
    await expect(visit.forget()).rejects.toThrow();
    await expect(visit.load()).rejects.toThrow();
    computer.isBroken = false;
    expect(await visit.load()).toBeNull();
    expect(computer.isMarked).toBe(false);
  });
});
