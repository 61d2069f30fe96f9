import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { LINK_NAMES, LINK_WORDS } from '../../edgetpu/index.ts';
import { autoSentence } from '../../report/index.ts';
import { emit, type DeviceSetUp, type PlanViewModel, type SetUp } from '../contract.ts';
import '../glossary/reef-term.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { columnStyles } from './column-styles.ts';
import {
  commonValue,
  deviceCountValue,
  MOST_BATCH,
  MOST_DEVICES,
  portsOf,
  wholeNumber,
  withAll,
  withOne,
  withPorts,
} from './set-up-values.ts';

const CLOCKS = ['max', 'std'] as const;
const CLOCK_WORDS: Readonly<Record<DeviceSetUp['clock'], string>> = { max: 'full', std: 'half' };

/**
 * What the person sets: number of devices or auto, link, clock, USB ports and batch; opened, a row for each device.
 * @fires device-count-changed
 * @fires devices-changed
 * @fires batch-changed
 */
@customElement('reef-setup-panel')
export class SetupPanel extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    columnStyles,
    css`
      .each {
        display: grid;
        grid-template-columns: 20px 1fr 1fr 1fr;
        gap: 4px;
        align-items: center;
        margin-bottom: var(--space-2);
      }
      .each .head {
        color: var(--ink-3);
        font-size: 11px;
      }
      .each select {
        padding: 0 2px;
        font-size: 12px;
      }
      button.plain {
        margin-left: calc(-1 * var(--space-1));
        font-size: 12px;
        font-weight: 400;
      }
      .wrong {
        color: var(--ink-1);
      }
    `,
  ];

  @property({ attribute: false }) view: PlanViewModel | null = null;
  @state() private isOpen = false;
  @state() private isBatchWrong = false;

  override render(): TemplateResult | typeof nothing {
    const setUp = this.view?.setUp;
    if (setUp === undefined) return nothing;
    return html`<h2>Set-up</h2>
      ${this.#renderCount(setUp)} ${this.#renderLink(setUp)} ${this.#renderClock(setUp)}
      ${this.#renderPorts(setUp)} ${this.#renderBatch(setUp)}
      ${
        setUp.devices.length > 1
          ? html`<button
              type="button"
              class="plain"
              aria-expanded=${this.isOpen}
              @click=${() => (this.isOpen = !this.isOpen)}
            >
              ${this.isOpen ? 'Close the list of devices' : 'Set each device by itself'}
            </button>`
          : nothing
      }
      ${this.isOpen && setUp.devices.length > 1 ? this.#renderEach(setUp.devices) : nothing}`;
  }

  #renderCount(setUp: SetUp): TemplateResult {
    const value = deviceCountValue(setUp);
    const counts = Array.from({ length: MOST_DEVICES }, (_, index) => String(index + 1));
    const avoidableBytes = this.view?.autoAvoidableBytes ?? null;
    return html`<div class="row">
        <label for="count"><reef-term word="device">Devices</reef-term></label>
        <select id="count" @change=${this.#onCount}>
          <option value="auto" .selected=${value === 'auto'}>
            ${setUp.isAuto ? `auto (${setUp.devices.length})` : 'auto'}
          </option>
          ${counts.map((count) => html`<option .selected=${value === count}>${count}</option>`)}
        </select>
      </div>
      ${
        setUp.isAuto && avoidableBytes !== null
          ? html`<p class="hint">
              ${autoSentence({
                deviceCount: setUp.devices.length,
                avoidableBytes,
                mostDevices: MOST_DEVICES,
              })}
            </p>`
          : nothing
      }`;
  }

  #renderLink(setUp: SetUp): TemplateResult {
    const common = commonValue(setUp.devices, 'link');
    return html`<div class="row">
      <label for="link"><reef-term word="link">Link</reef-term></label>
      <select id="link" @change=${this.#onLink}>
        ${common === null ? html`<option value="" .selected=${true}>mixed</option>` : nothing}
        ${LINK_NAMES.map(
          (link) =>
            html`<option value=${link} .selected=${link === common}>${LINK_WORDS[link]}</option>`,
        )}
      </select>
    </div>`;
  }

  #renderClock(setUp: SetUp): TemplateResult {
    const common = commonValue(setUp.devices, 'clock');
    return html`<div class="row">
      <label for="clock"><reef-term word="clock">Clock</reef-term></label>
      <select id="clock" @change=${this.#onClock}>
        ${common === null ? html`<option value="" .selected=${true}>mixed</option>` : nothing}
        ${CLOCKS.map(
          (clock) =>
            html`<option value=${clock} .selected=${clock === common}>
              ${CLOCK_WORDS[clock]}
            </option>`,
        )}
      </select>
    </div>`;
  }

  #renderPorts(setUp: SetUp): TemplateResult {
    const ports = portsOf(setUp.devices);
    return html`<div class="row">
      <label for="ports"><reef-term word="USB ports">USB ports</reef-term></label>
      <select id="ports" ?disabled=${setUp.devices.length < 2} @change=${this.#onPorts}>
        ${ports === 'mixed' ? html`<option value="mixed" .selected=${true}>mixed</option>` : nothing}
        <option value="own" .selected=${ports === 'own'}>one each</option>
        <option value="shared" .selected=${ports === 'shared'}>shared</option>
      </select>
    </div>`;
  }

  #renderBatch(setUp: SetUp): TemplateResult {
    return html`<div class="row">
        <label for="batch"><reef-term word="batch">Batch</reef-term></label>
        <input
          id="batch"
          type="number"
          inputmode="numeric"
          min="1"
          max=${MOST_BATCH}
          .value=${String(setUp.batch)}
          aria-invalid=${this.isBatchWrong}
          aria-describedby=${this.isBatchWrong ? 'batch-hint' : nothing}
          @change=${this.#onBatch}
        />
      </div>
      ${
        this.isBatchWrong
          ? html`<p class="hint wrong" id="batch-hint" role="alert">
              A batch is a whole number from 1 to ${MOST_BATCH}. It stays at ${setUp.batch}.
            </p>`
          : nothing
      }`;
  }

  #renderEach(devices: readonly DeviceSetUp[]): TemplateResult {
    const ports = Array.from({ length: devices.length }, (_, bus) => bus);
    return html`<div class="each" role="group" aria-label="Each device">
      <span class="head"></span><span class="head">Link</span><span class="head">Clock</span
      ><span class="head">Port</span>
      ${devices.map(
        (device, index) =>
          html`<span class="number">${index + 1}</span>
            <select
              aria-label=${`Link of device ${index + 1}`}
              @change=${(event: Event) => this.#setOne(index, { link: valueOf(event) as DeviceSetUp['link'] })}
            >
              ${LINK_NAMES.map(
                (link) =>
                  html`<option value=${link} .selected=${link === device.link}>
                    ${LINK_WORDS[link]}
                  </option>`,
              )}
            </select>
            <select
              aria-label=${`Clock of device ${index + 1}`}
              @change=${(event: Event) => this.#setOne(index, { clock: valueOf(event) as DeviceSetUp['clock'] })}
            >
              ${CLOCKS.map(
                (clock) =>
                  html`<option value=${clock} .selected=${clock === device.clock}>
                    ${CLOCK_WORDS[clock]}
                  </option>`,
              )}
            </select>
            <select
              aria-label=${`USB port of device ${index + 1}`}
              @change=${(event: Event) => this.#setOne(index, { bus: Number(valueOf(event)) })}
            >
              ${ports.map(
                (bus) =>
                  html`<option value=${bus} .selected=${bus === device.bus}>
                    ${String.fromCharCode(65 + bus)}
                  </option>`,
              )}
            </select>`,
      )}
    </div>`;
  }

  #setOne(index: number, change: Partial<DeviceSetUp>): void {
    this.#sendDevices((devices) => withOne(devices, index, change));
  }

  #sendDevices(change: (devices: readonly DeviceSetUp[]) => readonly DeviceSetUp[]): void {
    if (this.view === null) return;
    emit(this, 'devices-changed', { devices: change(this.view.setUp.devices) });
  }

  readonly #onCount = (event: Event): void => {
    const value = valueOf(event);
    emit(this, 'device-count-changed', { deviceCount: value === 'auto' ? 'auto' : Number(value) });
  };

  readonly #onLink = (event: Event): void => {
    const link = LINK_NAMES.find((one) => one === valueOf(event));
    if (link !== undefined) this.#sendDevices((devices) => withAll(devices, { link }));
  };

  readonly #onClock = (event: Event): void => {
    const clock = CLOCKS.find((one) => one === valueOf(event));
    if (clock !== undefined) this.#sendDevices((devices) => withAll(devices, { clock }));
  };

  readonly #onPorts = (event: Event): void => {
    const ports = valueOf(event);
    if (ports === 'own' || ports === 'shared') {
      this.#sendDevices((devices) => withPorts(devices, ports));
    }
  };

  readonly #onBatch = (event: Event): void => {
    const batch = wholeNumber(valueOf(event), MOST_BATCH);
    this.isBatchWrong = batch === null;
    if (batch !== null) emit(this, 'batch-changed', { batch });
    else if (this.view !== null)
      (event.target as HTMLInputElement).value = String(this.view.setUp.batch);
  };
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-setup-panel': SetupPanel;
  }
}
