// An app without a browser: the real planner service in this thread, storage in memory, downloads kept in a list. A gate
// can hold calls back, to look at the state in between.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { createNodeCpuRuntime } from '../../cpu/node.ts';
import { createNodeSamplePlatform } from '../../samples/node.ts';
import { loadFixture } from '../../tflite/testing/models.ts';
import type { CutFile, ModelSource, PlannerApi } from '../../workers/planner-api.ts';
import { PlannerClient } from '../../workers/planner-client.ts';
import { PlannerService } from '../../workers/planner-service.ts';
import { App } from '../app.ts';
import type { AppPlatform } from '../context.ts';
import { INITIAL_STATE } from '../initial-state.ts';
import type { SessionStore } from '../kept-session.ts';
import { Store } from '../store.ts';

type Method = keyof PlannerApi;

/** Storage of one computer; give the same to two apps to come back after a reload. */
export class MemorySessions implements SessionStore {
  #kept: Record<string, unknown> = {};
  isBroken = false;

  load(): Promise<unknown> {
    this.#check();
    const { source, edits } = this.#kept;
    return Promise.resolve(edits === undefined ? null : { ...(edits as object), source });
  }

  saveSource(source: ModelSource): Promise<void> {
    this.#check();
    this.#kept['source'] = source;
    return Promise.resolve();
  }

  saveEdits(edits: object): Promise<void> {
    this.#check();
    this.#kept['edits'] = structuredClone(edits);
    return Promise.resolve();
  }

  loadPins(): Promise<unknown> {
    this.#check();
    return Promise.resolve(this.#kept['pins']);
  }

  savePins(pins: readonly object[]): Promise<void> {
    this.#check();
    this.#kept['pins'] = structuredClone(pins);
    return Promise.resolve();
  }

  forget(): Promise<void> {
    this.#kept = {};
    return Promise.resolve();
  }

  get isEmpty(): boolean {
    return Object.keys(this.#kept).length === 0;
  }

  #check(): void {
    if (this.isBroken) throw new Error('storage is switched off');
  }
}

export interface TestApp {
  readonly app: App;
  readonly savedFiles: readonly CutFile[];
  /** Calls that reached a worker, by method; a plan call with its strategy: `plan:optimal`. */
  readonly calls: readonly string[];
  /** Holds back every later call of a method until it is released. */
  readonly hold: (method: Method | `plan:${string}`) => () => void;
  readonly isRestoring: () => boolean;
}

export interface TestAppOptions {
  readonly sessions?: SessionStore;
  readonly isRestoring?: boolean;
  readonly loadRunPlatform?: AppPlatform['loadRunPlatform'];
}

export function createTestApp(options: TestAppOptions = {}): TestApp {
  const calls: string[] = [];
  const gates = new Map<string, Promise<void>>();
  const savedFiles: CutFile[] = [];
  let isRestoring = options.isRestoring ?? false;
  const client = new PlannerClient('unused/', () => startGated(calls, gates));
  const app = new App(
    { store: new Store(INITIAL_STATE), client },
    {
      sessions: options.sessions ?? new MemorySessions(),
      saveFile: (file) => savedFiles.push(file),
      crashMark: {
        read: () => isRestoring,
        write: (value) => {
          isRestoring = value;
        },
      },
      loadRunPlatform:
        options.loadRunPlatform ??
        (() => Promise.reject(new Error('This test shows no Run view.'))),
    },
  );
  return {
    app,
    savedFiles,
    calls,
    hold: (method) => {
      let release: () => void = () => undefined;
      gates.set(method, new Promise((resolve) => (release = resolve)));
      return () => {
        gates.delete(method);
        release();
      };
    },
    isRestoring: () => isRestoring,
  };
}

function startGated(
  calls: string[],
  gates: ReadonlyMap<string, Promise<void>>,
): { api: PlannerApi; whenDead: Promise<string>; end: () => void } {
  const service = new PlannerService({
    samplesAt: () => createNodeSamplePlatform(path.resolve('public/samples')),
    sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
    startCpu: createNodeCpuRuntime,
    now: () => 0,
  });
  const gated = new Proxy(service, {
    get: (target, method: Method) => {
      return async (...inputs: unknown[]): Promise<unknown> => {
        const detail =
          method === 'plan' ? `plan:${(inputs[0] as { strategy: string }).strategy}` : method;
        calls.push(detail);
        await (gates.get(detail) ?? gates.get(method));
        // The worker's entry gives the service a listener that does nothing where the page gave none.
        const given = inputs.map((input) => (input === null ? () => undefined : input));
        return Reflect.apply(target[method].bind(target), target, given);
      };
    },
  });
  return { api: gated, whenDead: new Promise(() => undefined), end: () => undefined };
}

/** A small real model as a file that a person dropped. */
export function fixtureSource(name: string): ModelSource {
  const file = new Blob([loadFixture(name)]);
  return { kind: 'file', file, fileName: `${name}.tflite` };
}
