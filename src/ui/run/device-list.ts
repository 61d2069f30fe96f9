import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBytes } from '../../base/index.ts';
import { askStyles, renderAsk } from '../help/ask.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { deviceListStyles } from './device-list-styles.ts';
import { linkWords, rowRemark, stateWords } from './device-words.ts';
import { emitRun, type RunnerDevice, type RunViewModel } from './run-contract.ts';
import { renderPlanForConnected } from './run-head.ts';

/**
 * The devices, a row each: name, state, link, which segment they serve, bytes, and what can be done with them.
 * @fires connect-requested
 * @fires virtual-requested
 * @fires cpu-requested
 * @fires device-prepared
 * @fires device-removed
 * @fires device-identified
 * @fires device-plugged
 * @fires connected-planned
 */
@customElement('reef-device-list')
export class DeviceList extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles, askStyles, deviceListStyles];

  @property({ attribute: false }) view: RunViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === null) return nothing;
    const { devices } = view.situation;
    // With nothing to list, the headline has the buttons.
    if (devices.length === 0) return nothing;
    return html`<div class="top">
        <h2>Devices</h2>
        ${this.#renderTools(view)}
      </div>
      ${this.#renderTable(view, devices)} ${this.#renderReadiness(view)}`;
  }

  #renderTools(view: RunViewModel): TemplateResult {
    const isRunning = view.status.kind === 'running';
    const { devices } = view.situation;
    const places = view.assignment?.places.length ?? 1;
    const lacking = (kind: RunnerDevice['kind']): number =>
      Math.max(1, places - devices.filter((device) => device.kind === kind).length);
    const virtual = lacking('virtual');
    const cpu = lacking('cpu');
    return html`<div class="tools">
      <button
        type="button"
        ?disabled=${isRunning}
        @click=${() => {
          emitRun(this, 'connect-requested', {});
        }}
      >
        Connect
      </button>
      <button
        type="button"
        ?disabled=${isRunning}
        @click=${() => {
          emitRun(this, 'virtual-requested', { count: virtual, isBoot: false });
        }}
      >
        ${virtual === 1 ? 'Add virtual' : `Add ${String(virtual)} virtual`}
      </button>
      <button
        type="button"
        ?disabled=${isRunning}
        @click=${() => {
          emitRun(this, 'cpu-requested', { count: cpu });
        }}
      >
        ${devices.some(({ kind }) => kind === 'cpu') ? 'Add a CPU thread' : 'Use the CPU'}
      </button>
    </div>`;
  }

  #renderTable(view: RunViewModel, devices: readonly RunnerDevice[]): TemplateResult {
    return html`<table>
      <caption class="visually-hidden">
        Devices: state, link, segment served, bytes moved
      </caption>
      <thead>
        <tr>
          <th scope="col">Device</th>
          <th scope="col">State</th>
          <th scope="col" class="wide">Link</th>
          <th scope="col">Segment</th>
          <th scope="col" class="number wide">In</th>
          <th scope="col" class="number wide">Out</th>
          <th scope="col"><span class="visually-hidden">Actions</span></th>
        </tr>
      </thead>
      <tbody>
        ${devices.map((device) => this.#renderRow(view, device))}
      </tbody>
    </table>`;
  }

  #renderRow(view: RunViewModel, device: RunnerDevice): TemplateResult {
    const places = view.assignment?.places.filter((one) => one.device?.id === device.id) ?? [];
    const segmentIndex = places[0]?.segmentIndex;
    const remark = rowRemark(device);
    return html`<tr class=${remark === null ? '' : 'has-remark'}>
        <th scope="row">${device.name}</th>
        <td><span class=${`state ${device.state}`}>${stateWords(device)}</span></td>
        <td class="wide">${linkWords(device)}</td>
        <td>
          ${
            segmentIndex === undefined
              ? html`<span class="none">–</span>`
              : html`<span
                  class="chip"
                  .style=${`--chip: var(--segment-${String((segmentIndex % 8) + 1)})`}
                  >${segmentIndex + 1}</span
                >`
          }
        </td>
        <td class="number wide">${formatBytes(device.bytesIn)}</td>
        <td class="number wide">${formatBytes(device.bytesOut)}</td>
        <td class="acts">${this.#renderActs(view, device)}</td>
      </tr>
      ${
        remark === null
          ? nothing
          : html`<tr class="remark">
              <td colspan="7">
                ${remark}
                ${
                  device.kind !== 'cpu' && ['failed', 'lost'].includes(device.state)
                    ? renderAsk(this, 'broken', 'Is it broken?')
                    : nothing
                }
              </td>
            </tr>`
      }`;
  }

  #renderActs(view: RunViewModel, device: RunnerDevice): TemplateResult {
    const isRunning = view.status.kind === 'running';
    const { id, kind, state, name } = device;
    const isVirtual = id.startsWith('virtual');
    const isThere = state !== 'lost';
    const prepare = prepareWords(device, view.situation.firmware !== null);
    return html`${
      prepare === null
        ? nothing
        : this.#act(prepare, name, isRunning, () => {
            emitRun(this, 'device-prepared', { deviceId: id });
          })
    }
    ${
      kind === 'cpu' || state !== 'ready'
        ? nothing
        : this.#act('Identify', name, isRunning, () => {
            emitRun(this, 'device-identified', { deviceId: id });
          })
    }
    ${
      isVirtual
        ? this.#act(isThere ? 'Unplug' : 'Plug in', name, false, () => {
            emitRun(this, 'device-plugged', { deviceId: id, isPlugged: !isThere });
          })
        : nothing
    }
    ${this.#act('Remove', name, isRunning, () => {
      emitRun(this, 'device-removed', { deviceId: id });
    })}`;
  }

  #act(text: string, name: string, isDisabled: boolean, onClick: () => void): TemplateResult {
    return html`<button
      class="plain"
      type="button"
      ?disabled=${isDisabled}
      aria-label=${`${text} ${name}`}
      @click=${onClick}
    >
      ${text}
    </button>`;
  }

  #renderReadiness(view: RunViewModel): TemplateResult | typeof nothing {
    // The headline says it where nothing has been run yet.
    const isSaid = !['ended', 'ready'].includes(view.status.kind);
    if (view.readiness === null || isSaid || view.assignment?.usable.length === 0) return nothing;
    return html`<div class="readiness">
      <p>${view.readiness}</p>
      ${renderPlanForConnected(view, this)}
    </div>`;
  }
}

/** What makes this device ready; null where it is, or where a person must do something else first. */
function prepareWords({ state, id }: RunnerDevice, hasFirmware: boolean): string | null {
  switch (state) {
    case 'needs-firmware':
      return hasFirmware ? 'Load firmware' : null;
    case 'needs-permission':
      return 'Connect';
    case 'lost':
      return id.startsWith('virtual') ? null : 'Connect';
    case 'failed':
      return 'Try again';
    case 'loading-firmware':
    case 'opening':
    case 'ready':
    case 'running':
    case 'identifying':
      return null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-device-list': DeviceList;
  }
}
