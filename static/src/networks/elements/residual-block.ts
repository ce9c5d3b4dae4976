/** One residual block in numbers: x, what the two convolutions make of it, and their sum; everything can be changed. */
import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { answered, encoded, rest, type Schemas } from "../../shared/api/client";
import { Asking, RELOAD, STAYS } from "../../shared/asking";
import { type Role, rangeOf, reach } from "../../shared/colours";
import { LightElement } from "../../shared/elements/light-element";
import { grid } from "../../shared/marks";
import { fromNested, plane, type Tensor, withValue } from "../../shared/tensor";
import "../../shared/elements/tensor-grid";

interface Block {
  readonly input: Tensor;
  readonly first: Tensor;
  readonly second: Tensor;
}

const X = [
  [0, 1, 2, 1],
  [1, 3, 4, 2],
  [0, 2, 3, 1],
  [0, 1, 1, 0],
]; // prettier-ignore
const kernel = (middle: number, beside = 0) => [
  [
    [
      [0, beside, 0],
      [beside, middle, beside],
      [0, beside, 0],
    ],
  ],
]; // prettier-ignore
/** What there is to see, as weights of the two convolutions. */
const CASES: Record<string, readonly [unknown, unknown]> = {
  "Nothing to learn: F(x) = 0": [kernel(0), kernel(0)],
  "A small correction": [kernel(1), kernel(-0.25, 0.05)],
  "Sharpen: add what differs from the neighbours": [kernel(1), kernel(1, -0.25)],
};

function block([first, second]: readonly [unknown, unknown]): Block {
  return { input: fromNested([X]), first: fromNested(first), second: fromNested(second) };
}

@customElement("residual-block")
export class ResidualBlock extends LightElement {
  @state() private block = block(Object.values(CASES)[1]);
  @state() private chosen = Object.keys(CASES)[1];
  @state() private answer?: Schemas["ResidualBlockAnswer"];
  private readonly asking = new Asking(this, () => (this.answer ? STAYS : RELOAD));

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private change(change: Block): void {
    this.block = change;
    void this.load();
  }

  private async load(): Promise<void> {
    const { input, first, second } = this.block;
    const body = { input: encoded(input), first: encoded(first), second: encoded(second), dtype: "float64" as const };
    await this.asking.ask(
      (signal) => answered(rest.POST("/api/v1/networks/residual-block", { body, signal })),
      (answer) => (this.answer = answer),
    );
  }

  protected override render(): TemplateResult {
    const { input, first, second } = this.block;
    const edit = (name: keyof Block) => (event: CustomEvent<{ row: number; column: number; value: number }>) => {
      const { row, column, value } = event.detail;
      const tensor = this.block[name];
      this.chosen = "";
      this.change({
        ...this.block,
        [name]: withValue(tensor, row * tensor.shape[tensor.shape.length - 1] + column, value),
      });
    };
    return html`<section class="residual-block" aria-labelledby="block-title">
      <h3 id="block-title">One block in numbers</h3>
      <p>
        The convolutions need not make H(x): they make what is missing, F(x) = H(x) − x, and the skip adds x. If x is already right, F(x) = 0 is all there
        is to learn. Without the skip, the convolutions would have to copy x first.
      </p>
      <div class="segments" role="group" aria-label="Examples">
        ${Object.entries(CASES).map(
          ([label, weights]) =>
            html`<button
              type="button"
              class="button"
              aria-pressed=${label === this.chosen}
              @click=${() => {
                this.chosen = label;
                this.change(block(weights));
              }}
            >
              ${label}
            </button>`,
        )}
      </div>
      <p class="field-error" role="alert">${this.asking.errors[""] ?? ""}</p>
      <div class="block-flow">
        ${this.grid("x", "input", input, edit("input"))} ${this.grid("first convolution", "kernel", first, edit("first"))}
        ${
          this.answer
            ? html`${this.grid("ReLU of it", "output", fromNested(this.answer.hidden))} ${this.grid("second convolution", "kernel", second, edit("second"))}
              ${this.grid("F(x)", "output", fromNested(this.answer.residual))} <span class="sign" aria-hidden="true">+</span>
              ${this.grid("x", "input", input, undefined, "x, over the skip")} <span class="sign" aria-hidden="true">=</span>
              ${this.grid("H(x)", "output", fromNested(this.answer.total))} ${this.grid("without the skip", "output", fromNested(this.answer.plain), undefined, "output without the skip")}`
            : ""
        }
      </div>
    </section>`;
  }

  private grid(
    title: string,
    hue: Role,
    tensor: Tensor,
    edit?: (event: CustomEvent) => void,
    label = title,
  ): TemplateResult {
    const wide = tensor.shape[tensor.shape.length - 1];
    return html`<figure class="block-part" style="--columns:${wide}">
      <figcaption class="role-${hue}">${title}</figcaption>
      <tensor-grid .label=${label} .grid=${grid({ role: hue, plane: plane(tensor, 0), reach: reach(rangeOf(tensor.data)) })} .editable=${!!edit} @cell-edit=${edit}></tensor-grid>
    </figure>`;
  }
}
