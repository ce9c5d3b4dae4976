/** One unit: its arithmetic, on the stage where that plays it, in words and a table where not. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { grouped, long, short } from "../../shared/format";
import type { Place } from "../../shared/links/maps";
import type { Case } from "../operations/asks";
import type { Node, UnitDetail } from "../operations/detail";
import { normalisedText } from "../operations/normalised";
import "./unit-stage";

@customElement("unit-view")
export class UnitView extends LightElement {
  @property({ attribute: false }) of!: Case;
  @property({ attribute: false }) node!: Node;
  @property({ attribute: false }) detail!: UnitDetail;

  protected override render(): TemplateResult {
    const { node, detail } = this;
    const { unit } = detail;
    const [channel, ...at] = unit.unit;
    const name = at.length ? `map ${channel}, unit (${at.join(", ")})` : `number ${channel}`;
    return html`<section class="unit-view" aria-label="${node.name}, ${name}">
      <h3>${node.name}, ${name} = <span class="role-output">${long(unit.output)}</span></h3>
      ${unit.off ? html`<p>It is switched off: 0 goes on instead.</p>` : nothing}
      ${this.words()}
      ${plays(unit) ? html`<unit-stage .of=${this.of} .node=${node} .unit=${unit}></unit-stage>` : nothing}
      ${unit.contributions ? this.contributions() : nothing}
    </section>`;
  }

  private words(): TemplateResult | typeof nothing {
    const { unit } = this.detail;
    if (unit.normalisation && unit.before !== null) {
      const { subject } = this.of;
      const { sum, says } = normalisedText(unit.before, unit.normalisation, unit.output, {
        hasLearned: subject.kind === "model" || "tensors" in subject.weights,
        affine: this.node.options.affine ?? true,
      });
      return html`<p class="sum">${sum}</p>
        <p class="muted">${says}</p>`;
    }
    if (unit.softmax && unit.before !== null) {
      const { largest, exponential, total } = unit.softmax;
      return html`<p class="sum">e<sup>${short(unit.before)} − ${short(largest)}</sup> / ${short(total)} = ${short(exponential)} / ${short(total)} = ${long(unit.output)}</p>
        <p class="muted">Softmax: the exponential’s share of the sum of all exponentials. The largest number, ${short(largest)}, is subtracted first, which changes no share.</p>`;
    }
    if (unit.before !== null) {
      return html`<p class="sum">${unit.operation.replaceAll("_", " ")}(${long(unit.before)}) = ${long(unit.output)}</p>`;
    }
    return nothing;
  }

  /** Each traced to the cell that it comes from. */
  private contributions(): TemplateResult {
    const { contributions, rest, bias, sum } = this.detail.unit;
    const weighted = contributions!.some(({ weight }) => weight !== 1);
    return html`<table class="contributions">
      <caption>${contributions!.length > 1 ? "The largest contributions" : "Where it comes from"}</caption>
      <thead>
        <tr><th scope="col">From</th><th scope="col">Value</th>${weighted ? html`<th scope="col">× weight</th><th scope="col">= product</th>` : nothing}</tr>
      </thead>
      <tbody>
        ${contributions!.map(
          ({ node, unit, value, weight, product }) =>
            html`<tr>
              <th scope="row">${node === "input" ? `input (${unit.join(", ")})` : html`<button type="button" class="link" @click=${() => emit<Place>(this, "place", { node, map: unit[0], unit: unit.length > 1 ? unit.slice(1) : null })}>${node} (${unit.join(", ")})</button>`}</th>
              <td>${short(value)}</td>
              ${weighted ? html`<td>${short(weight)}</td><td class=${product < 0 ? "negative" : ""}>${short(product)}</td>` : nothing}
            </tr>`,
        )}
        ${rest?.count ? html`<tr><th scope="row">${grouped(rest.count)} further</th><td></td>${weighted ? html`<td></td>` : nothing}<td>${short(rest.sum)}</td></tr>` : nothing}
        ${bias === null ? nothing : html`<tr><th scope="row">bias</th><td></td>${weighted ? html`<td></td>` : nothing}<td>${short(bias)}</td></tr>`}
      </tbody>
      ${sum === null ? nothing : html`<tfoot><tr><th scope="row">Sum</th><td></td>${weighted ? html`<td></td>` : nothing}<td>${long(sum)}</td></tr></tfoot>`}
    </table>`;
  }
}

/** Whether Explore's stage can play it: two axes under a window, or one of its activations. */
function plays({ window, channels, operation, before }: UnitDetail["unit"]): boolean {
  return Boolean(window?.rows && window.columns && channels) || (before !== null && STAGED.has(operation));
}

const STAGED = new Set(["relu", "leaky_relu", "sigmoid", "tanh", "gelu", "silu"]);
