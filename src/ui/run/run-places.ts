import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { listedKinds } from '../../app/run.ts';
import { columnStyles } from '../plan/column-styles.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { KIND_WORDS } from './device-words.ts';
import { emitRun, type AcceleratorKind, type Place, type RunViewModel } from './run-contract.ts';

/**
 * Which device serves which segment, and on what kind of device the plan runs.
 * @fires run-setup-changed
 * @fires stage-device-chosen
 */
@customElement('reef-run-places')
export class RunPlaces extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    columnStyles,
    css`
      fieldset {
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      fieldset:disabled {
        opacity: 0.6;
      }
      .places {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--space-1) var(--space-3);
        align-items: center;
      }
      .places label::before {
        content: '';
        display: inline-block;
        width: 9px;
        height: 9px;
        margin-right: 7px;
        border-radius: 2px;
        background: var(--chip);
      }
      button.plain {
        padding: 0 2px;
        font-size: inherit;
      }
    `,
  ];

  @property({ attribute: false }) view: RunViewModel | null = null;
  @property({ type: Boolean }) disabled = false;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === null) return nothing;
    const { assignment, situation, setUp } = view;
    const kinds = listedKinds(situation.devices);
    if (assignment === null || kinds.length === 0) return nothing;
    return html`<h2>Stages</h2>
      <fieldset ?disabled=${this.disabled}>
        ${
          kinds.length < 2
            ? nothing
            : html`<div class="row" .style=${'grid-template-columns: 40px 1fr'}>
                <label for="kind">On</label>
                <select id="kind" @change=${this.#onKind}>
                  ${kinds.map(
                    (kind) =>
                      html`<option value=${kind} .selected=${kind === assignment.kind}>
                        ${KIND_WORDS[kind]}
                      </option>`,
                  )}
                </select>
              </div>`
        }
        <div class="places">
          ${assignment.places.map((place) => this.#renderPlace(view, place))}
        </div>
      </fieldset>
      ${
        Object.keys(setUp.chosenDevices).length === 0
          ? nothing
          : html`<p class="hint">
              <button
                class="plain"
                type="button"
                @click=${() => {
                  this.#change({ chosenDevices: {} });
                }}
              >
                Let Reef choose
              </button>
            </p>`
      }`;
  }

  #renderPlace({ assignment, plan }: RunViewModel, place: Place): TemplateResult {
    const { segmentIndex, replica, device } = place;
    const hasReplicas = (plan?.segments[segmentIndex]?.replicas ?? 1) > 1;
    const id = `place-${String(segmentIndex)}-${String(replica)}`;
    const name = `Segment ${String(segmentIndex + 1)}${hasReplicas ? `.${String(replica + 1)}` : ''}`;
    return html`<label
        for=${id}
        .style=${`--chip: var(--segment-${String((segmentIndex % 8) + 1)})`}
        >${name}</label
      >
      <select
        id=${id}
        @change=${(event: Event) => {
          const deviceId = (event.target as HTMLSelectElement).value;
          if (deviceId !== '') {
            emitRun(this, 'stage-device-chosen', { segmentIndex, replica, deviceId });
          }
        }}
      >
        ${device === null ? html`<option value="" .selected=${true}>none yet</option>` : nothing}
        ${(assignment?.usable ?? []).map(
          (one) =>
            html`<option value=${one.id} .selected=${one.id === device?.id}>${one.name}</option>`,
        )}
      </select>`;
  }

  #change(patch: Partial<RunViewModel['setUp']>): void {
    emitRun(this, 'run-setup-changed', { patch });
  }

  readonly #onKind = (event: Event): void => {
    const kind = (event.target as HTMLSelectElement).value as AcceleratorKind;
    this.#change({ kind, chosenDevices: {} });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-run-places': RunPlaces;
  }
}
