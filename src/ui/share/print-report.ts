// The one-page report: what is printed from every view in the place of the page. Static markup from a result; always light.
import { html, nothing, type TemplateResult } from 'lit';
import {
  formatFileSize,
  formatMacs,
  formatMib,
  formatMsNumber,
  formatRatio,
  plural,
} from '../../base/index.ts';
import type { PlanSegment } from '../../partition/index.ts';
import { STRATEGY_TITLES, type ResultSource } from '../../report/exports/index.ts';
import {
  barScaleOf,
  devicesText,
  layoutDepthProfile,
  layoutMemoryBar,
  layoutTimeBar,
  PART_PAINT,
  paceSentence,
  planHeadline,
  segmentColour,
  sharedRunSentence,
  STAGE_PARTS,
  streamingSentence,
  type BarLayout,
  type StagePart,
} from '../../report/index.ts';
import { colourOf, renderMarks } from '../charts/render-marks.ts';
import { renderSentence } from '../plan/sentence-view.ts';
import type { ShareViewModel } from './share-view-model.ts';

/** Drawn at the width of a page of A4 between its margins, at 96 px an inch. */
const PROFILE_WIDTH_PX = 700;
const PROFILE_HEIGHT_PX = 178;
const LOW_PROFILE_PX = 140;
const BAR_PX = { width: 140, height: 14 };
/** From here on rows move together and the profile is lower, so that all of it stays on one page. */
const MANY_SEGMENTS = 9;

const PART_LABELS: Readonly<Record<StagePart, string>> = {
  in: 'in',
  compute: 'compute',
  stream: 'streaming',
  out: 'out',
};

/** The report of a result with its link. */
export function renderReport({ source, url, shared }: ShareViewModel): TemplateResult {
  const { plan, devices, profile } = source;
  const headline = planHeadline(plan, devices.length);
  const height = plan.segments.length >= MANY_SEGMENTS ? LOW_PROFILE_PX : PROFILE_HEIGHT_PX;
  const layout = layoutDepthProfile(profile, PROFILE_WIDTH_PX, height);
  return html`<article>
    <header>
      <p class="model">${modelLine(source)}</p>
      <h1>${headline.text} <span class="tag">${headline.label}</span></h1>
      <p>${renderSentence(paceSentence(plan, { devices }))} ${streamingSentence(plan)}</p>
    </header>
    <section>
      <h2>${layout.title}, estimated <span>${layout.lineCaption}</span></h2>
      <svg viewBox="0 0 ${layout.width} ${layout.height}">${renderMarks(layout.marks)}</svg>
    </section>
    ${renderSegments(source)}
    <div class="two">
      ${renderStrategies(source)}
      <div>${renderRun(source)} ${renderDevices(source)}</div>
    </div>
    <footer>
      <p class="link">
        <strong>This result as a link, ${url.length} characters:</strong>
        <a href=${url}>${url}</a>
      </p>
      <p>
        Reef ${source.toolVersion}${source.environment === null ? '' : ` · ${source.environment}`} ·
        SHA-256 of the model ${shared.model.sha256}
      </p>
    </footer>
  </article>`;
}

function modelLine({ model }: ResultSource): TemplateResult {
  const facts = [
    formatFileSize(model.bytes),
    plural(model.operatorCount, 'operator'),
    formatMacs(model.macs),
    `${formatMib(model.compiledParamBytes)} MiB of compiled parameters`,
    ...(model.hasGeneratedWeights ? ['generated weights'] : []),
  ];
  const name = model.name === '' ? `Model ${model.sha256.slice(0, 8)}` : model.name;
  return html`<strong>${name}</strong>${facts.map((fact) => ` · ${fact}`)}`;
}

function renderSegments(source: ResultSource): TemplateResult {
  const { plan, run } = source;
  const scale = barScaleOf(plan);
  return html`<section>
    <table class=${plan.segments.length >= MANY_SEGMENTS ? 'many' : ''}>
      <thead>
        <tr>
          <th>Segment</th>
          <th class="number">Depth</th>
          <th class="number">Operators</th>
          <th>Parameters</th>
          <th class="number">On chip, MiB</th>
          <th class="number">Streamed, MiB</th>
          <th class="keys">
            ${STAGE_PARTS.map(
              (part) =>
                html`<span class="key"
                  ><svg width="7" height="7">
                    <rect width="7" height="7" fill=${colourOf(PART_PAINT[part])}></rect></svg
                  >${PART_LABELS[part]}</span
                >`,
            )}
          </th>
          <th class="number">Stage,&nbsp;ms<br />estimated</th>
          ${run === null ? nothing : html`<th class="number">Stage,&nbsp;ms<br />${run.label}</th>`}
        </tr>
      </thead>
      <tbody>
        ${plan.segments.map(
          (segment) =>
            html`<tr class=${isPace(source, segment) ? 'pace' : ''}>
              <th>
                <svg width="8" height="8">
                  <rect
                    width="8"
                    height="8"
                    fill=${colourOf({ token: segmentColour(segment.index) })}
                  ></rect></svg
                >${segment.index + 1}${segment.replicas > 1 ? ` ×${segment.replicas}` : ''}
              </th>
              <td class="number">${depthRange(segment)}</td>
              <td class="number">${segment.operators.length}</td>
              <td>${renderBar(layoutMemoryBar(segment, scale, BAR_PX))}</td>
              <td class="number">${formatMib(segment.onChipBytes)}</td>
              <td class="number">${formatMib(segment.streamedBytes)}</td>
              <td>${renderBar(layoutTimeBar(segment, scale, BAR_PX))}</td>
              <td class="number">${formatMsNumber(segment.stageMs)}</td>
              ${
                run === null
                  ? nothing
                  : html`<td class="number">
                      ${formatMsNumber(run.stages[segment.index]?.meanMs ?? NaN)}
                    </td>`
              }
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function isPace({ plan: { bottleneck } }: ResultSource, segment: PlanSegment): boolean {
  return bottleneck.kind === 'stage' && bottleneck.segmentIndex === segment.index;
}

function depthRange({ firstDepth, lastDepth }: PlanSegment): string {
  return firstDepth === lastDepth ? String(firstDepth) : `${firstDepth}–${lastDepth}`;
}

function renderBar(bar: BarLayout): TemplateResult {
  return html`<svg class="bar" width=${bar.width} height=${bar.height}>
    ${renderMarks(bar.marks)}
  </svg>`;
}

function renderStrategies({ strategies, plan }: ResultSource): TemplateResult {
  const compiler = strategies.find((row) => row.strategy === 'compiler');
  const compilerMs = compiler?.kind === 'plan' ? compiler.bottleneckMs : null;
  return html`<section>
    <table>
      <thead>
        <tr>
          <th>Strategy</th>
          <th class="number">Slowest stage, ms, estimated</th>
          <th class="number">Against the compiler</th>
          <th class="number">Devices</th>
        </tr>
      </thead>
      <tbody>
        ${strategies.map((row) => {
          const figures =
            row.kind === 'failure'
              ? ['no plan', '–', '–']
              : [
                  formatMsNumber(row.bottleneckMs),
                  formatRatio(compilerMs === null ? null : compilerMs / row.bottleneckMs),
                  String(row.deviceCount),
                ];
          return html`<tr class=${row.strategy === plan.strategy ? 'pace' : ''}>
            <th>${STRATEGY_TITLES[row.strategy]}</th>
            ${figures.map((figure) => html`<td class="number">${figure}</td>`)}
          </tr>`;
        })}
      </tbody>
    </table>
  </section>`;
}

function renderRun({ run }: ResultSource): TemplateResult {
  return html`<section>
    <h2>Run</h2>
    <p>${run === null ? 'Not run yet: all figures are estimates.' : sharedRunSentence(run)}</p>
  </section>`;
}

function renderDevices({ devices, plan }: ResultSource): TemplateResult {
  const ports = new Set(devices.map(({ bus }) => bus)).size;
  const shared = ports === devices.length ? 'a port each' : `on ${plural(ports, 'USB port')}`;
  return html`<section>
    <h2>Devices</h2>
    <p>
      ${devicesText(devices)}, ${shared}; batches of ${plan.batch}.
      ${STRATEGY_TITLES[plan.strategy]} cut.
    </p>
  </section>`;
}
