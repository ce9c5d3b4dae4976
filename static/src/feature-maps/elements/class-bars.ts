/** What the network says: its classes, the share of each, and how that share comes about. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { grouped, short } from "../../shared/format";
import type { Shown } from "../session";

export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return "<0.1 %";
  return `${(100 * share).toFixed(1)} %`;
}

export function classBars(
  { view, known }: Shown,
  chosen: number | undefined,
  choose: (index: number) => void,
): TemplateResult {
  const { classes, exponential_sum: sum, largest_logit: largest } = view.answer;
  const notes = view.answer.notes.map((note) => html`<p class="muted">${sentence(note)}</p>`);
  if (!classes) {
    const ends = view.known.analysis.totals.unknown ? "" : "This network ends in maps, not in classes.";
    return html`<p class="muted">${ends}</p>${notes}`;
  }
  const count = known.model?.num_classes ?? known.analysis.nodes.at(-1)!.output_shape[0];
  // few classes keep their places, so that one sees the bars move
  const listed = count <= classes.length ? [...classes].sort((a, b) => a.index - b.index) : classes;
  const [best] = classes;
  const name = (index: number, label: string | null) => label ?? `class ${index}`;
  return html`<table class="class-bars">
    <caption>
      ${count <= classes.length ? `All ${count} classes` : `The best ${classes.length} of ${grouped(count)} classes`}
    </caption>
    <thead>
      <tr>
        <th scope="col">Class</th>
        <th scope="col">Share</th>
        <th scope="col" title="e to the logit minus the largest logit, ${short(largest!)}">e<sup>z</sup></th>
        <th scope="col" title="The number before the softmax">Logit z</th>
      </tr>
    </thead>
    <tbody>
      ${repeat(
        listed,
        ({ index }) => index,
        ({ index, label, logit, exponential, probability }) =>
          html`<tr class=${index === best.index ? "best" : nothing}>
            <th scope="row">
              <button type="button" class="class-name" aria-pressed=${index === chosen} title="Where it comes from: the largest contributions to its logit" @click=${() => choose(index)}>
                ${name(index, label)}
              </button>
            </th>
            <td class="bar-cell"><span class="bar" style="inline-size: ${100 * probability}%"></span><span class="share">${percent(probability)}</span></td>
            <td>${short(exponential)}</td>
            <td>${short(logit)}</td>
          </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr><td colspan="4">Share = e<sup>z</sup> / ${short(sum!)}, the sum over all ${grouped(count)}; z less the largest, ${short(largest!)}.</td></tr>
    </tfoot>
  </table>
  ${notes} ${confusions(known, best.index, classes)}`;
}

/** A note as the server words it, begun and ended. */
function sentence(note: string): string {
  return `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
}

/** What it takes the answer for elsewhere, where that has been counted; else what comes next. */
function confusions(
  { model }: Shown["known"],
  best: number,
  classes: NonNullable<Shown["view"]["answer"]["classes"]>,
): TemplateResult | typeof nothing {
  if (classes.length < 2) return nothing;
  const next = classes[1];
  const gap = `Next is ${next.label ?? `class ${next.index}`}, ${short(classes[0].logit - next.logit)} below in its logit.`;
  const answered = (model?.confusion ?? [])
    .map((row, truth) => ({ truth, count: row[best], all: row.reduce((a, b) => a + b, 0) }))
    .filter(({ truth, count }) => truth !== best && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 2);
  const label = model?.classes[best];
  const mistaken = answered.map(({ truth, count, all }) => `${count} of ${all} that were a ${model!.classes[truth]}`);
  return html`<p class="muted">
    ${gap} ${mistaken.length ? `Of digits that it had not learned from, it took ${mistaken.join(" and ")} for a ${label}.` : nothing}
  </p>`;
}
