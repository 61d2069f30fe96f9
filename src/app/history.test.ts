import { describe, expect, test } from 'vitest';
import { History } from './history.ts';
import { Store } from './store.ts';

describe('undo and redo', () => {
  test('walk back and forth through the steps', () => {
    const history = new History<string>();
    history.record('a');
    history.record('b');
    expect(history.undo('c')).toBe('b');
    expect(history.undo('b')).toBe('a');
    expect(history.undo('a')).toBeNull();
    expect(history.redo('a')).toBe('b');
    expect(history.redo('b')).toBe('c');
    expect(history.redo('c')).toBeNull();
  });

  test('a new step ends what could be redone', () => {
    const history = new History<string>();
    history.record('a');
    history.undo('b');
    history.record('a');
    expect(history.canRedo).toBe(false);
    expect(history.undo('x')).toBe('a');
  });

  test('keep the last 200 steps', () => {
    const history = new History<number>();
    for (let step = 0; step < 300; step++) history.record(step);
    let count = 0;
    while (history.undo(0) !== null) count++;
    expect(count).toBe(200);
  });
});

describe('the store', () => {
  test('tells its listeners what changed and from what', () => {
    const store = new Store({ a: 1, b: 2 });
    const heard: unknown[] = [];
    const stop = store.subscribe((state, previous) => heard.push([state, previous]));
    store.set({ a: 5 });
    store.set({ a: 5 });
    stop();
    store.set({ b: 7 });
    expect(heard).toEqual([
      [
        { a: 5, b: 2 },
        { a: 1, b: 2 },
      ],
    ]);
    expect(store.state).toEqual({ a: 5, b: 7 });
  });
});
