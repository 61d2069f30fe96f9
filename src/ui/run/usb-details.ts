import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles, textStyles } from '../theme/shared-styles.ts';
import './firmware-row.ts';
import './preflight-list.ts';
import type { RunnerSituation } from './run-contract.ts';

/** Checks that a person cannot pass before having plugged anything in. */
const WAITING: ReadonlySet<string> = new Set(['permission', 'firmware']);

/** Firmware and checks of accelerators on USB: one line that opens by itself where something is to be done. */
@customElement('reef-usb-details')
export class UsbDetails extends LitElement {
  static override styles = [
    baseStyles,
    textStyles,
    css`
      :host {
        display: block;
      }
      summary {
        width: fit-content;
        border-radius: 3px;
        line-height: 1.6;
        cursor: pointer;
      }
      .inside {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-1) 0 var(--space-2) var(--space-3);
      }
    `,
  ];

  @property({ attribute: false }) situation: RunnerSituation | null = null;

  override render(): TemplateResult | typeof nothing {
    const { situation } = this;
    if (situation === null) return nothing;
    return html`<details ?open=${isUrgent(situation)}>
      <summary>${summaryOf(situation)}</summary>
      <div class="inside">
        <reef-firmware-row .situation=${situation}></reef-firmware-row>
        <reef-preflight-list .checks=${situation.checks}></reef-preflight-list>
      </div>
    </details>`;
  }
}

function isUrgent({ checks, devices, firmware }: RunnerSituation): boolean {
  const wantsFirmware = devices.some(({ state }) => state === 'needs-firmware');
  return (
    (wantsFirmware && firmware === null) ||
    checks.some(({ name, state }) => state === 'fail' && !WAITING.has(name))
  );
}

function summaryOf({ checks, firmware }: RunnerSituation): string {
  const open = checks.filter(
    ({ name, state }) => (state === 'fail' || state === 'warn') && name !== 'permission',
  );
  const isSeen = checks.some(({ name, state }) => name === 'permission' && state === 'pass');
  const image =
    firmware === null
      ? 'no firmware at hand'
      : firmware.isStandIn
        ? 'stand-in firmware'
        : 'firmware at hand';
  const facts = [
    ...(isSeen ? [] : ['none connected']),
    image,
    ...(open.length === 0 ? [] : [`to look at: ${open.map(({ title }) => title).join(', ')}`]),
  ];
  return `Accelerators on USB: ${facts.join('; ')}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-usb-details': UsbDetails;
  }
}
