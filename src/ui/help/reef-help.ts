import { html, LitElement, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../app/index.ts';
import { answerQuestion, HELP_TOPICS } from '../../report/answers/index.ts';
import type {
  Answer,
  AnswerAction,
  AnswerPoint,
  FigureLabel,
  HelpTopic,
} from '../../report/answers/index.ts';
import { emit } from '../contract.ts';
import '../glossary/reef-term.ts';
import '../parts/reef-copy-lines.ts';
import { renderSentence } from '../plan/sentence-view.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { buildAnswerSubject } from './help-subject.ts';
import { helpStyles } from './help-styles.ts';
import { INTRODUCTION } from './introduction.ts';

/**
 * Answers to what people ask, with what this model, plan and run say; beside the result, which goes on changing.
 * @fires help-requested - another question
 * @fires help-closed
 * @fires device-count-changed
 * @fires strategy-chosen
 * @fires selection-changed
 * @fires view-chosen
 * @fires copy-requested - a udev rule, for instance
 */
@customElement('reef-help')
export class ReefHelp extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles, helpStyles];

  @property({ attribute: false }) app: App | null = null;
  @property() topic: HelpTopic | null = null;
  #unsubscribe: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('app')) this.#follow();
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('topic')) return;
    // A question from elsewhere on the page is read from its beginning.
    const start = this.topic === null ? 'nav button' : '#question';
    const element = this.renderRoot.querySelector<HTMLElement>(start);
    element?.focus();
    if (element !== null) bringUp(element, this.parentElement);
  }

  override render(): TemplateResult | typeof nothing {
    const { app, topic } = this;
    if (app === null) return nothing;
    const run = app.running.control?.store.state ?? null;
    const subject = buildAnswerSubject(app.store.state, run);
    return html`<div class="top">
        <h2>Help</h2>
        <button
          type="button"
          @click=${() => {
            emit(this, 'help-closed', {});
          }}
        >
          Close
        </button>
      </div>
      ${this.#renderQuestions()}
      ${topic === null ? this.#renderAbout() : this.#renderAnswer(answerQuestion(topic, subject))}`;
  }

  #follow(): void {
    this.#unsubscribe();
    const { app } = this;
    if (app === null || !this.isConnected) return;
    const update = (): void => {
      this.requestUpdate();
    };
    const stops = [app.store.subscribe(update)];
    const { control } = app.running;
    if (control !== null) stops.push(control.store.subscribe(update));
    this.#unsubscribe = () => {
      for (const stop of stops) stop();
    };
  }

  #renderQuestions(): TemplateResult {
    return html`<nav aria-label="Questions">
      ${HELP_TOPICS.map(
        ({ topic, question }) =>
          html`<button
            type="button"
            aria-current=${topic === this.topic ? true : nothing}
            @click=${() => {
              emit(this, 'help-requested', { topic });
            }}
          >
            ${question}
          </button>`,
      )}
    </nav>`;
  }

  #renderAbout(): TemplateResult {
    return html`<h3>What Reef does</h3>
      ${INTRODUCTION.map((text) => html`<p class="lead">${text}</p>`)}
      <h4>Also</h4>
      <ul>
        <li>
          Words with a dotted line are explained where they stand: point at them, tap them, or go to
          them with Tab.
        </li>
        <li>
          Everything that can be done is in one list.
          <button
            class="plain"
            type="button"
            @click=${() => {
              emit(this, 'palette-requested', {});
            }}
          >
            Find a command
          </button>
          <button
            class="plain"
            type="button"
            @click=${() => {
              emit(this, 'key-list-requested', {});
            }}
          >
            List all keys
          </button>
        </li>
      </ul>`;
  }

  #renderAnswer(answer: Answer): TemplateResult {
    return html`<h3 id="question" tabindex="-1">${answer.question}</h3>
      <p class="lead">${renderSentence(answer.lead)} ${renderTag(answer.label)}</p>
      ${this.#renderPoints(answer.isAboutThis ? 'Because' : 'In general', answer.reasons)}
      ${this.#renderPoints('What to do', answer.advice)}`;
  }

  #renderPoints(title: string, points: readonly AnswerPoint[]): TemplateResult | typeof nothing {
    if (points.length === 0) return nothing;
    return html`<h4>${title}</h4>
      <ul>
        ${points.map((point) => this.#renderPoint(point))}
      </ul>`;
  }

  #renderPoint({ text, label, action, copy }: AnswerPoint): TemplateResult {
    return html`<li>
      ${renderSentence(text)} ${renderTag(label ?? null)}
      ${copy === undefined ? nothing : html`<reef-copy-lines text=${copy}></reef-copy-lines>`}
      ${
        action === undefined
          ? nothing
          : html`<button
              class="plain"
              type="button"
              @click=${() => {
                this.#act(action.does);
              }}
            >
              ${action.title}
            </button>`
      }
    </li>`;
  }

  #act(action: AnswerAction): void {
    switch (action.kind) {
      case 'devices':
        emit(this, 'device-count-changed', { deviceCount: action.deviceCount });
        return;
      case 'strategy':
        emit(this, 'strategy-chosen', { strategy: action.strategy });
        return;
      case 'segment':
        emit(this, 'view-chosen', { view: 'plan' });
        emit(this, 'selection-changed', {
          selection: { kind: 'segment', segmentIndex: action.segmentIndex },
        });
        return;
      case 'operator':
        emit(this, 'view-chosen', { view: 'model' });
        emit(this, 'selection-changed', {
          selection: { kind: 'operator', opIndex: action.opIndex },
        });
        return;
      case 'view':
        emit(this, 'view-chosen', { view: action.view });
        return;
    }
  }
}

/** Where help is low, as on a phone, the list of questions gives way to the answer. */
function bringUp(element: HTMLElement, panel: HTMLElement | null): void {
  if (panel === null || panel.clientHeight >= LOW_PANEL_PX) return;
  panel.scrollTop += element.getBoundingClientRect().top - panel.getBoundingClientRect().top;
  panel.scrollTop -= MARGIN_PX;
}

const LOW_PANEL_PX = 560;
/** Height of the line with Close, which stays at the top. */
const MARGIN_PX = 64;

function renderTag(label: FigureLabel | null): TemplateResult | typeof nothing {
  if (label === null) return nothing;
  return html`<span class="tag"><reef-term word=${label}>${label}</reef-term></span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-help': ReefHelp;
  }
}
