/** How many numbers the convolution learns, and what the fully connected layer in its place would. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { LightElement } from "../../shared/elements/light-element";
import { grouped, short } from "../../shared/format";
import type { Result } from "../operations/figure";

@customElement("parameter-card")
export class ParameterCard extends LightElement {
  @property({ attribute: false }) result!: Result;

  protected override render(): TemplateResult {
    const { geometry } = this.result;
    const parameters = this.result.parameters!;
    const [formula] = parameters.formula.split(" = ");
    const size = (shape: number[]) => grouped(shape.reduce((a, b) => a * b, 1));
    const dense = parameters.dense_equivalent;
    const ratio = (dense ?? 0) / parameters.total;
    return html`<section class="card" aria-labelledby="parameters-title">
      <h2 id="parameters-title">Parameters</h2>
      <p><strong class="big">${grouped(parameters.total)}</strong> <span class="muted">= ${formula}</span></p>
      <p class="muted">
        ${grouped(parameters.weights)} weights and ${grouped(parameters.biases)} biases, the same at every position.
        ${
          dense
            ? html`A fully connected layer from ${size(geometry.input)} to ${size(geometry.output)} numbers would need ${grouped(dense)}: sharing saves a
              factor of ${ratio >= 10 ? grouped(Math.round(ratio)) : short(ratio)}.`
            : nothing
        }
      </p>
      ${parameters.macs ? html`<p class="muted">${grouped(parameters.macs)} multiply-accumulates.</p>` : nothing}
    </section>`;
  }
}
