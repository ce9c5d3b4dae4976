/** Small kernels against one large kernel that sees as far. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { answered, rest, type Schemas } from "../../shared/api/client";
import { Asking, RELOAD, STAYS } from "../../shared/asking";
import { LightElement } from "../../shared/elements/light-element";
import { grouped } from "../../shared/format";

@customElement("kernel-stacks")
export class KernelStacks extends LightElement {
  @state() private size = 7;
  @state() private channels = 64;
  @state() private answer?: Schemas["StacksAnswer"];
  private readonly asking = new Asking(this, () => (this.answer ? STAYS : RELOAD));

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    const body = { size: this.size, channels: this.channels };
    await this.asking.ask(
      (signal) => answered(rest.POST("/api/v1/receptive-field/stacks", { body, signal })),
      (answer) => (this.answer = answer),
    );
  }

  protected override render(): TemplateResult {
    const errors = this.asking.formErrors("size");
    const field = (id: "size" | "channels", label: string, step: number) => html`<div>
      <label for="stacks-${id}">${label}</label>
      <input
        id="stacks-${id}"
        type="number"
        min=${id === "size" ? 3 : 1}
        step=${step}
        .value=${String(this[id])}
        aria-invalid=${errors[id] ? "true" : "false"}
        aria-describedby="stacks-${id}-error"
        @change=${(event: Event) => {
          this[id] = Number((event.target as HTMLInputElement).value);
          void this.load();
        }}
      />
      <p class="field-error" id="stacks-${id}-error" role="alert">${errors[id] ?? ""}</p>
    </div>`;
    return html`<section class="stacks" aria-labelledby="stacks-title">
      <h2 id="stacks-title">Small kernels against a large one</h2>
      <p>Convolutions of stride 1 with C channels in and out, no bias, a non-linearity after each.</p>
      <form class="lab-options" @submit=${(event: Event) => event.preventDefault()}>
        ${field("size", "Field", 2)} ${field("channels", "C, channels", 1)}
      </form>
      ${this.answer ? this.table(this.answer.stacks) : nothing}
    </section>`;
  }

  private table(stacks: readonly Schemas["StackAnswer"][]): TemplateResult {
    const most = Math.max(...stacks.map(({ weights }) => weights));
    const { kernels } = stacks[0];
    return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Stacks, table">
      <table class="layers" aria-label="Stacks that see ${kernels[0]}×${kernels[0]}">
        <thead>
          <tr>
            <th scope="col">Stack</th><th scope="col">Sees</th><th scope="col">Weights</th><th scope="col">with C</th>
            <th scope="col">MACs for one output position</th><th scope="col">Non-linearities</th><th scope="col"><span class="visually-hidden">Share</span></th>
          </tr>
        </thead>
        <tbody>
          ${stacks.map(
            (stack) => html`<tr>
              <th scope="row">${stack.kernels.length} × ${stack.kernels[0]}×${stack.kernels[0]}</th>
              <td>${stack.size}×${stack.size}</td>
              <td>${stack.per_square}C²</td>
              <td>${grouped(stack.weights)}</td>
              <td>${grouped(stack.macs)}</td>
              <td>${stack.non_linearities}</td>
              <td class="share"><span style="width:${(100 * stack.weights) / most}%"></span></td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
