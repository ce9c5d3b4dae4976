/** The output-size formula in symbols, in numbers and in steps; every quantity in the colour of its role. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/api/client";
import { expression } from "../../shared/elements/expression";
import { LightElement } from "../../shared/elements/light-element";
import type { Result } from "../operations/figure";

type Formula = Schemas["FormulaAnswer"];

@customElement("formula-card")
export class FormulaCard extends LightElement {
  @property({ attribute: false }) result!: Result;
  @state() private open = false;

  protected override render(): TemplateResult {
    const [height, width] = this.result.size!.formula;
    // one line is enough while both axes read the same but for their letter
    const alike = height.numbers.text === width.numbers.text;
    const { input, kernel_size } = this.result.geometry;
    const shown = alike ? [height] : input[1] === 1 && kernel_size[0] === 1 ? [width] : [height, width];
    return html`<section class="card" aria-labelledby="formula-title">
      <h2 id="formula-title">Output size</h2>
      <div class="formulas" role="group" aria-label="Formula" tabindex="0">
        ${shown.map((formula) => [expression(formula.general), expression(formula.numbers)])}
      </div>
      <p class="muted">${this.sentence(alike)}</p>
      <details @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}>
        <summary>Step by step</summary>
        ${
          this.open
            ? html`<div class="formulas" role="group" aria-label="Steps" tabindex="0">
              ${shown.map((formula) => this.steps(formula, alike ? "Height and width" : formula === height ? "Height" : "Width"))}
            </div>`
            : nothing
        }
      </details>
    </section>`;
  }

  private steps(formula: Formula, title: string): TemplateResult {
    return html`<h3>${title}</h3>
      <ol class="steps">
        ${formula.steps.map((step) => html`<li>${expression(step)}</li>`)}
      </ol>`;
  }

  private sentence(alike: boolean): string {
    const { geometry, parameters, setup } = this.result;
    const { output, unused } = geometry;
    const planes = `${output[0]} output channel${output[0] === 1 ? "" : "s"}: ${output.join("×")}.`;
    const filters = parameters
      ? `${output[0]} filter${output[0] === 1 ? "" : "s"}, so ${planes}`
      : `As many channels as before, so ${planes}`;
    if (setup.operation === "conv_transpose") return `${alike ? "Height and width alike. " : ""}${filters}`;
    const [rows, columns] = unused;
    const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
    const left =
      rows + columns === 0
        ? "No row or column of the padded input is left over."
        : `No window reaches the last ${[rows && count(rows, "row"), columns && count(columns, "column")].filter(Boolean).join(" and ")} of the padded input.`;
    return `${alike ? "Height and width alike. " : ""}${filters} ${left}`;
  }
}
