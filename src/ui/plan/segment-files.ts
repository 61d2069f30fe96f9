import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { plural } from '../../base/index.ts';
import { modelNameOf, segmentFileName } from '../../segment/index.ts';
import { emit, type PlanViewModel } from '../contract.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';

/**
 * Single segment files and the commands that compile them, folded away until asked for.
 * @fires download-requested - one file
 * @fires copy-requested - the commands
 */
@customElement('reef-segment-files')
export class SegmentFiles extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      summary {
        width: fit-content;
        padding: var(--space-1) 0;
        color: var(--ink-2);
        font-size: 12px;
        cursor: pointer;
      }
      .files {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
        gap: var(--space-5);
        padding-top: var(--space-2);
      }
      ul {
        margin: var(--space-1) 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        justify-content: space-between;
        gap: var(--space-3);
        align-items: center;
        padding: 2px 0;
        border-bottom: 1px solid var(--line);
        overflow-wrap: anywhere;
        font-size: 12px;
      }
      pre {
        margin: var(--space-1) 0 var(--space-2);
        padding: var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        font: 11px/1.6 var(--font-mono);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      p {
        color: var(--ink-2);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) view: PlanViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    const plan = this.view?.plan;
    if (!this.view || !plan) return nothing;
    const modelName = modelNameOf(this.view.summary.fileName);
    const count = plan.segments.length;
    const names = plan.segments.map((segment) => segmentFileName(modelName, segment.index, count));
    const commands = compileCommands(names);
    return html`<details>
      <summary>Single files, and the commands to compile</summary>
      <div class="files">
        <section>
          <h2>${plural(count, 'segment file')}</h2>
          <ul>
            ${names.map(
              (name, segmentIndex) =>
                html`<li>
                  <span>${name}</span>
                  <button
                    type="button"
                    class="plain"
                    aria-label=${`Download ${name}`}
                    @click=${() => emit(this, 'download-requested', { segmentIndex })}
                  >
                    Download
                  </button>
                </li>`,
            )}
          </ul>
        </section>
        <section>
          <h2>Commands</h2>
          <pre tabindex="0" aria-label="Commands to compile">${commands}</pre>
          <button
            type="button"
            @click=${() => emit(this, 'copy-requested', { text: commands, what: 'Commands' })}
          >
            Copy commands
          </button>
          <p>
            The vendor's compiler runs on Linux with an x86-64 processor. The bundle has the same as
            a script, and a notebook for those who have no such computer.
          </p>
        </section>
      </div>
    </details>`;
  }
}

/** What compiles the segments by hand, one line a file: compiled together they would share one device's memory. */
export function compileCommands(fileNames: readonly string[]): string {
  return fileNames.map((name) => `edgetpu_compiler -s ${name}`).join('\n');
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-segment-files': SegmentFiles;
  }
}
