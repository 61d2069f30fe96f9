import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount } from '../../base/index.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { emitRun, type RunnerSituation } from './run-contract.ts';

/**
 * The firmware in one line: what is at hand, a file to take it from, and a way to forget it.
 * @fires firmware-chosen
 * @fires firmware-stand-in-used
 * @fires firmware-forgotten
 * @fires virtual-requested - one that needs firmware, to try it
 */
@customElement('reef-firmware-row')
export class FirmwareRow extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
      }
      p {
        line-height: 1.6;
      }
      label {
        border-radius: 3px;
        color: var(--accent);
        text-decoration: underline;
        text-underline-offset: 2px;
        cursor: pointer;
      }
      label:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      label:hover {
        background: var(--hover);
      }
      button.plain {
        padding: 0 2px;
        font-size: inherit;
      }
      strong {
        color: var(--ink-1);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) situation: RunnerSituation | null = null;

  override render(): TemplateResult | typeof nothing {
    const { situation } = this;
    if (situation === null) return nothing;
    const { firmware, devices } = situation;
    const waiting = devices.filter(({ state }) => state === 'needs-firmware');
    if (firmware !== null) {
      const what = firmware.isStandIn ? 'stand-in for virtual accelerators' : 'as published';
      return html`<p>
        <strong>Firmware:</strong> ${firmware.name}, ${formatCount(firmware.bytes.length)} bytes,
        SHA-256 ${firmware.sha256.slice(0, 8)}…, ${what}. Kept on this computer.
        <button
          class="plain"
          type="button"
          @click=${() => {
            emitRun(this, 'firmware-forgotten', {});
          }}
        >
          Forget firmware
        </button>
      </p>`;
    }
    const isVirtualWaiting = waiting.some(({ id }) => id.startsWith('virtual'));
    return html`<p>
      <strong>Firmware:</strong> none at hand${waiting.length === 0 ? ', none needed yet' : ''}.
      <label
        >Choose the file<input
          class="visually-hidden"
          type="file"
          aria-label="Firmware file"
          @change=${this.#onFile}
      /></label>
      (apex_latest_single_ep.bin, or libedgetpu.so.1.0, .dylib, edgetpu.dll), or drop it on the
      page.
      ${
        isVirtualWaiting
          ? html`<button
              class="plain"
              type="button"
              @click=${() => {
                emitRun(this, 'firmware-stand-in-used', {});
              }}
            >
              Use a stand-in
            </button>`
          : waiting.length > 0
            ? nothing
            : html`<button
                class="plain"
                type="button"
                @click=${() => {
                  emitRun(this, 'virtual-requested', { count: 1, isBoot: true });
                }}
              >
                Try it with a virtual accelerator
              </button>`
      }
    </p>`;
  }

  readonly #onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file !== undefined) emitRun(this, 'firmware-chosen', { file });
    input.value = '';
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-firmware-row': FirmwareRow;
  }
}
