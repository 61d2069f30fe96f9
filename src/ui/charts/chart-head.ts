import { html, nothing, type TemplateResult } from 'lit';

export interface ChartHead {
  readonly title: string;
  readonly note?: string;
  /** Before the button of the table: what else can be shown. */
  readonly more?: TemplateResult;
  readonly isTable: boolean;
  readonly onToggle: () => void;
}

/** Title, note and the button that shows the chart's figures as a table instead. */
export function renderChartHead(head: ChartHead): TemplateResult {
  return html`<div class="head">
    <h2>${head.title}</h2>
    ${head.note === undefined ? nothing : html`<span class="note">${head.note}</span>`}
    ${head.more ?? nothing}
    <button
      type="button"
      class="twin"
      aria-pressed=${head.isTable}
      aria-label=${`Show as a table: ${head.title}`}
      @click=${head.onToggle}
    >
      ${head.isTable ? 'Chart' : 'Table'}
    </button>
  </div>`;
}

export interface TableTwin {
  readonly caption: string;
  readonly columns: readonly string[];
  /** First cell of a row is its header. */
  readonly rows: readonly (readonly string[])[];
}

/** The figures of a chart as a table. */
export function renderTableTwin(twin: TableTwin): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${twin.caption}>
    <table>
      <caption class="visually-hidden">
        ${twin.caption}
      </caption>
      <thead>
        <tr>
          ${twin.columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${twin.rows.map(
          ([first, ...rest]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${rest.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
