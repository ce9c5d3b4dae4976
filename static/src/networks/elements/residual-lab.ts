/** Why depth hurts without the skip: a deep stack's signal and gradient, and one block in numbers. */
import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { answered, rest, type Schemas } from "../../shared/api/client";
import { Asking, RELOAD, STAYS } from "../../shared/asking";
import { emit, LightElement } from "../../shared/elements/light-element";
import { short } from "../../shared/format";
import type { Lab } from "../link";
import { logChart } from "./log-chart";
import "./residual-block";

type Way = "plain" | "residual";

@customElement("residual-lab")
export class ResidualLab extends LightElement {
  @property({ attribute: false }) lab!: Lab;
  @state() private answer?: Schemas["ResidualLabAnswer"];
  private readonly asking = new Asking(this, () => (this.answer ? STAYS : RELOAD));

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("lab")) void this.load();
  }

  private async load(): Promise<void> {
    await this.asking.ask(
      (signal) => answered(rest.POST("/api/v1/networks/residual-lab", { body: this.lab, signal })),
      (answer) => (this.answer = answer),
    );
  }

  private change(change: Partial<Lab>): void {
    emit(this, "lab", { ...this.lab, ...change });
  }

  protected override render(): TemplateResult {
    const { blocks, norm, gain, seed } = this.lab;
    const errors = this.asking.formErrors("blocks");
    const number = (
      id: "blocks" | "gain" | "seed",
      label: string,
      value: number,
      least: number,
      most: number,
      step: number,
    ) => html`<div>
      <label for="lab-${id}">${label}</label>
      <input
        id="lab-${id}"
        type="number"
        min=${least}
        max=${most}
        step=${step}
        .value=${String(value)}
        aria-invalid=${errors[id] ? "true" : "false"}
        aria-describedby="lab-${id}-error"
        @change=${(event: Event) => this.change({ [id]: Number((event.target as HTMLInputElement).value) })}
      />
      <p class="field-error" id="lab-${id}-error" role="alert">${errors[id] ?? ""}</p>
    </div>`;
    return html`<section class="lab" aria-labelledby="lab-title">
      <h2 id="lab-title">Residual lab</h2>
      <p>
        A stack of blocks before training: convolution, norm, ReLU, convolution, norm, and at the end ReLU, with and without the block's input added
        before it. The weights are the same either way.
      </p>
      <form class="lab-options" @submit=${(event: Event) => event.preventDefault()}>
        ${number("blocks", "Blocks", blocks, 1, 200, 1)}
        <div>
          <label for="lab-norm">Norm</label>
          <select id="lab-norm" .value=${live(norm)} @change=${(event: Event) => this.change({ norm: (event.target as HTMLSelectElement).value as Lab["norm"] })}>
            <option value="batch" ?selected=${norm === "batch"}>batch norm</option>
            <option value="none" ?selected=${norm === "none"}>none</option>
          </select>
        </div>
        ${number("gain", "Gain (He: 2)", gain, 0.1, 10, 0.1)} ${number("seed", "Seed", seed, 0, 2147483647, 1)}
      </form>
      ${this.answer ? this.charts(this.answer) : ""}
      <residual-block></residual-block>
    </section>`;
  }

  private charts(answer: Schemas["ResidualLabAnswer"]): TemplateResult {
    const lines = (key: keyof Schemas["TraceAnswer"]) =>
      (["plain", "residual"] as Way[]).map((way) => ({
        label: way === "plain" ? "without skips" : "with skips",
        role: way,
        values: answer[way][key],
      }));
    const [plain, residual] = [answer.plain.gradients[0], answer.residual.gradients[0]];
    return html`<p class="legend" aria-hidden="true"><span class="key plain"></span> without skips <span class="key residual"></span> with skips</p>
      <div class="charts">
        ${logChart({ title: "Forward: size of the signal", lines: lines("scales"), fromInput: true })}
        ${logChart({ title: "Backward: size of the gradient, for 1 at the output", lines: lines("gradients"), fromInput: true })}
        ${logChart({ title: "Gradient of each convolution's weights", lines: lines("weight_gradients").map((line) => ({ ...line, values: everySecond(line.values) })) })}
        ${logChart({ title: "How alike two different inputs have become (cosine)", lines: lines("similarities"), linear: true, fromInput: true })}
      </div>
      <p>
        On its way back to the input, a gradient of 1 becomes <strong>${short(plain)}</strong> without skips and
        <strong>${short(residual)}</strong> with them. The further these are from 1, the less one learning rate fits all layers.
      </p>`;
  }
}

/** The first convolution of each block: both behave alike, and the axis counts blocks. */
function everySecond(values: readonly number[]): number[] {
  return values.filter((_, i) => i % 2 === 0);
}
