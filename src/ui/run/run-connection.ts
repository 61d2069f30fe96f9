// Ties an element to the app's Run part: loads it, asks for an update at every change, hands intents on.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { App, RunControl } from '../../app/index.ts';
import type { RunEvents, RunViewModel } from './run-contract.ts';
import { buildRunViewModel } from './run-view-model.ts';
import { toDeviceSpecs } from '../../app/index.ts';

type Host = ReactiveControllerHost & HTMLElement & { readonly app: App | null };
type Handlers = { readonly [Name in keyof RunEvents]: (detail: RunEvents[Name]) => void };

export class RunConnection implements ReactiveController {
  control: RunControl | null = null;
  /** True when the code of the view did not arrive. */
  hasFailed = false;
  readonly #host: Host;
  #connected = new AbortController();
  #isLoading = false;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  /** Null while the view's code is on its way, and while no model is open. */
  get view(): RunViewModel | null {
    const { app } = this.#host;
    if (app === null || this.control === null) return null;
    return buildRunViewModel(app.store.state, this.control.store.state);
  }

  hostConnected(): void {
    this.#connected = new AbortController();
    this.control = null;
    this.#isLoading = false;
  }

  /** An element that was on the page before its class was loaded gets its properties with its first update only. */
  hostUpdate(): void {
    if (this.control === null && !this.#isLoading && !this.hasFailed) void this.load();
  }

  hostDisconnected(): void {
    this.#connected.abort();
  }

  async load(): Promise<void> {
    const { app } = this.#host;
    const { signal } = this.#connected;
    if (app === null) return;
    this.#isLoading = true;
    try {
      this.hasFailed = false;
      const control = await app.running.load();
      if (signal.aborted) return;
      this.control = control;
      this.#listen(app, control, signal);
    } catch {
      this.hasFailed = true;
    }
    this.#isLoading = false;
    this.#host.requestUpdate();
  }

  #listen(app: App, control: RunControl, signal: AbortSignal): void {
    const update = (): void => {
      this.#host.requestUpdate();
    };
    signal.addEventListener('abort', control.store.subscribe(update));
    signal.addEventListener('abort', app.store.subscribe(update));
    const handlers = runHandlers(app, control);
    for (const name of Object.keys(handlers) as (keyof RunEvents)[]) {
      this.#host.addEventListener(
        name,
        (event) => {
          const handle = handlers[name] as (detail: unknown) => void;
          handle((event as CustomEvent).detail);
        },
        { signal },
      );
    }
  }
}

/** What each intent of the Run view does; the command palette uses the same. */
export function runHandlers(app: App, control: RunControl): Handlers {
  return {
    ...deviceHandlers(app, control),
    ...resultHandlers(control),
    'run-requested': () => {
      control.execution.run();
    },
    'run-cancelled': () => {
      control.execution.cancel();
    },
    'run-setup-changed': ({ patch }) => {
      control.change(patch);
    },
    'stage-device-chosen': ({ segmentIndex, replica, deviceId }) => {
      control.chooseDevice(segmentIndex, replica, deviceId);
    },
    'compiled-chosen': ({ files }) => {
      control.compiled.add(files);
    },
    'compiled-forgotten': () => {
      control.compiled.forget();
    },
    'refinement-applied': () => {
      control.compiled.applyProposal();
    },
    'notice-dismissed': () => {
      control.devices.dismissNotice();
    },
  };
}

type DeviceEvent =
  | 'connect-requested'
  | 'virtual-requested'
  | 'cpu-requested'
  | 'device-prepared'
  | 'device-removed'
  | 'device-identified'
  | 'device-plugged'
  | 'firmware-chosen'
  | 'firmware-stand-in-used'
  | 'firmware-forgotten';

function deviceHandlers(app: App, { devices, store }: RunControl): Pick<Handlers, DeviceEvent> {
  return {
    'connect-requested': () => {
      devices.connect();
    },
    'virtual-requested': ({ count, isBoot }) => {
      // New ones are like the devices that the plan still lacks, then like its last one.
      const planned = toDeviceSpecs(app.store.state.setUp);
      const have = store.state.situation.devices.filter(({ kind }) => kind === 'virtual').length;
      const specs = Array.from(
        { length: count },
        (_, index) => planned[have + index] ?? planned.at(-1) ?? DEFAULT_SPEC,
      );
      devices.addVirtual(specs, isBoot);
    },
    'cpu-requested': ({ count }) => {
      devices.addCpu(count);
    },
    'device-prepared': ({ deviceId }) => {
      devices.prepare(deviceId);
    },
    'device-removed': ({ deviceId }) => {
      devices.remove(deviceId);
    },
    'device-identified': ({ deviceId }) => {
      devices.identify(deviceId);
    },
    'device-plugged': ({ deviceId, isPlugged }) => {
      devices.setPlugged(deviceId, isPlugged);
    },
    'firmware-chosen': ({ file }) => {
      devices.useFirmware(file);
    },
    'firmware-stand-in-used': () => {
      devices.useStandInFirmware();
    },
    'firmware-forgotten': () => {
      devices.forgetFirmware();
    },
  };
}

type ResultEvent =
  'connected-planned' | 'rates-used' | 'compiled-facts-used' | 'stage-times-used' | 'outputs-saved';

function resultHandlers(control: RunControl): Pick<Handlers, ResultEvent> {
  return {
    'connected-planned': () => {
      control.planForConnected();
    },
    'rates-used': () => {
      control.useMeasuredRates();
    },
    'compiled-facts-used': () => {
      control.compiled.useFacts();
    },
    'stage-times-used': () => {
      control.useStageTimes();
    },
    'outputs-saved': () => {
      void control.saveOutputs();
    },
  };
}

const DEFAULT_SPEC = { link: 'usb3', clock: 'max', bus: 0 } as const;
