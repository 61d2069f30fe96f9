import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  chartDrawing,
  chartFile,
  drawingSize,
  exportFile,
  EXPORTERS,
  FILE_THEMES,
  RESULT_CHARTS,
  type Exporter,
  type FileTheme,
  type ResultChart,
  type ResultSource,
} from '../../report/exports/index.ts';
import { formatFileSize } from '../../base/index.ts';
import { emit } from '../contract.ts';
import { copyText } from '../parts/copy-text.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { drawPng } from './draw-png.ts';
import { emitShare } from './share-events.ts';
import { shareFilesStyles } from './share-files-styles.ts';

const THEME_WORDS: Readonly<Record<FileTheme, string>> = { light: 'light', dark: 'dark' };

/**
 * Files of the result: each with what opens it, and a download; charts as SVG and PNG in the theme that is chosen.
 * @fires save-requested
 * @fires print-requested
 */
@customElement('reef-share-files')
export class ShareFiles extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles, shareFilesStyles];

  @property({ attribute: false }) source: ResultSource | null = null;
  @state() private theme: FileTheme = 'light';
  @state() private said = '';

  override render(): TemplateResult | typeof nothing {
    const { source } = this;
    if (source === null) return nothing;
    return html`<section aria-label="Files">
        <div class="head"><h2>Files</h2></div>
        <ul>
          ${EXPORTERS.map((exporter) => this.#renderFile(exporter, source))} ${this.#renderPrint()}
        </ul>
      </section>
      <section aria-label="Charts">
        <div class="head">
          <h2>Charts</h2>
          ${this.#renderThemes()}
        </div>
        <ul>
          ${RESULT_CHARTS.map((chart) => this.#renderChart(chart, source))}
        </ul>
      </section>
      <p class="said" aria-live="polite">${this.said}</p>`;
  }

  #renderFile(exporter: Exporter, source: ResultSource): TemplateResult {
    const { id, title, opensIn } = exporter;
    const lacks = exporter.lacks(source);
    return renderRow({
      ...{ title, lacks, note: opensIn },
      buttons: html`${
        id === 'markdown'
          ? this.#renderButton('Copy', 'Copy Markdown', () => this.#copy(exporter.make(source)))
          : nothing
      }
      ${this.#renderButton(
        'Download',
        `Download ${title}`,
        () => {
          const { name, text } = exportFile(exporter, source);
          this.#save(name, new TextEncoder().encode(text));
        },
        lacks,
      )}`,
    });
  }

  #renderPrint(): TemplateResult {
    return renderRow({
      ...{
        title: 'Report, one page',
        lacks: null,
        note: 'paper, PDF; also Ctrl P on Plan and Run',
      },
      buttons: this.#renderButton('Print', 'Print report', () => {
        emitShare(this, 'print-requested', {});
      }),
    });
  }

  #renderChart(chart: ResultChart, source: ResultSource): TemplateResult {
    const { title } = chart;
    const lacks = chart.lacks(source);
    return renderRow({
      ...{ title, lacks, note: '' },
      buttons: html`${this.#renderButton(
        'SVG',
        `Download ${title}, SVG`,
        () => {
          const { name, text } = chartFile(chart, source, this.theme);
          this.#save(name, new TextEncoder().encode(text));
        },
        lacks,
      )}
      ${this.#renderButton('PNG', `Download ${title}, PNG`, () => this.#savePng(chart, source), lacks)}`,
    });
  }

  #renderButton(
    word: string,
    label: string,
    onClick: () => void | Promise<void>,
    lacks: string | null = null,
  ): TemplateResult {
    return html`<button
      type="button"
      class="plain"
      aria-label=${label}
      ?disabled=${lacks !== null}
      @click=${() => {
        void onClick();
      }}
    >
      ${word}
    </button>`;
  }

  #renderThemes(): TemplateResult {
    return html`<fieldset>
      <legend class="visually-hidden">Theme of the files</legend>
      ${FILE_THEMES.map(
        (theme) =>
          html`<label
            ><input
              type="radio"
              name="theme"
              .checked=${theme === this.theme}
              @change=${() => (this.theme = theme)}
            />${THEME_WORDS[theme]}</label
          >`,
      )}
    </fieldset>`;
  }

  #save(name: string, bytes: Uint8Array): void {
    emit(this, 'save-requested', { name, bytes });
    this.said = `${name}, ${formatFileSize(bytes.length)}, is in your downloads.`;
  }

  async #savePng(chart: ResultChart, source: ResultSource): Promise<void> {
    const { name, text } = chartFile(chart, source, this.theme);
    try {
      const bytes = await drawPng(text, drawingSize(chartDrawing(chart, source)));
      this.#save(name.replace(/\.svg$/, '.png'), bytes);
    } catch {
      // Browsers that guard against fingerprinting give no canvas to read.
      this.said = 'This browser does not let the page draw pictures. Download the SVG instead.';
    }
  }

  async #copy(text: string): Promise<void> {
    this.said = (await copyText(text))
      ? 'Markdown copied.'
      : 'The browser refused the clipboard. Download the file instead.';
  }
}

interface Row {
  readonly title: string;
  /** What opens it; '' where its name says so. */
  readonly note: string;
  /** Why this result has no such file, in the place of the note. */
  readonly lacks: string | null;
  readonly buttons: TemplateResult;
}

function renderRow({ title, note, lacks, buttons }: Row): TemplateResult {
  return html`<li class=${lacks === null ? '' : 'lacking'}>
    <span class="what">${title}</span>
    <span class="note">${lacks ?? note}</span>
    <span class="buttons">${buttons}</span>
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-share-files': ShareFiles;
  }
}
