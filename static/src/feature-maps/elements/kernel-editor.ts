/** The kernel and the bias behind a map of one's own network, to be typed or laid in by name. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { long, typed } from "../../shared/format";
import type { Tensor } from "../../shared/tensor";
import { KERNELS, type KernelOf } from "../state/by-hand";

/** More numbers are not typed. */
const MOST_NUMBERS = 400;

/** One number of a node's weights, by its place in the tensor. */
export interface Typed {
  readonly node: string;
  readonly name: "weight" | "bias";
  readonly offset: number;
  readonly value: number;
}

/** A kernel by name, for one channel of a filter. */
export interface LaidIn {
  readonly node: string;
  readonly offset: number;
  readonly kernel: KernelOf;
}

@customElement("kernel-editor")
export class KernelEditor extends LightElement {
  @property() node = "";
  @property({ type: Number }) filter = 0;
  @property({ attribute: false }) weight!: Tensor;
  @property({ attribute: false }) bias?: Tensor;
  @state() private complaint = "";

  protected override render(): TemplateResult {
    const { weight, bias, filter } = this;
    const [, channels = 1, ...axes] = weight.shape;
    const [rows, columns] = axes.length === 2 ? axes : [1, axes[0] ?? 1];
    const size = rows * columns;
    if (channels * size > MOST_NUMBERS) {
      return html`<p class="muted">Its filter holds ${channels * size} numbers, too many to type.</p>`;
    }
    return html`<fieldset class="kernel-editor">
      <legend>The filter of map ${filter}</legend>
      ${Array.from({ length: channels }, (_, channel) => {
        const first = (filter * channels + channel) * size;
        return html`<div class="kernel-cells" style="--columns: ${columns}" role="group" aria-label="Kernel for channel ${channel}">
            ${Array.from({ length: size }, (_, i) =>
              this.field(
                "weight",
                first + i,
                weight.data[first + i],
                `row ${Math.floor(i / columns)}, column ${i % columns}`,
              ),
            )}
          </div>
          ${rows === 3 && columns === 3 ? this.byName(first, channel) : nothing}`;
      })}
      ${bias ? html`<label class="bias">Bias ${this.field("bias", filter, bias.data[filter], "bias")}</label>` : nothing}
      <p class="field-error" role="alert">${this.complaint}</p>
    </fieldset>`;
  }

  private field(name: Typed["name"], offset: number, value: number, label: string): TemplateResult {
    return html`<input
      inputmode="decimal"
      autocomplete="off"
      aria-label=${label}
      .value=${long(value)}
      @change=${(event: Event) => this.take(event.target as HTMLInputElement, name, offset, value)}
    />`;
  }

  private take(input: HTMLInputElement, name: Typed["name"], offset: number, before: number): void {
    const value = typed(input.value);
    if (!Number.isFinite(value)) {
      this.complaint = `“${input.value}” is not a number: ${long(before)} stays.`;
      input.value = long(before);
      return;
    }
    this.complaint = "";
    emit<Typed>(this, "typed", { node: this.node, name, offset, value });
  }

  private byName(offset: number, channel: number): TemplateResult {
    return html`<select
      aria-label="Lay a known kernel into channel ${channel}"
      .value=${live("")}
      @change=${({ target }: Event) => {
        const kernel = KERNELS[Number((target as HTMLSelectElement).value)][0];
        emit<LaidIn>(this, "laid-in", { node: this.node, offset, kernel });
      }}
    >
      <option value="" selected>lay in a known kernel</option>
      ${KERNELS.map(([, title], i) => html`<option value=${String(i)}>${title}</option>`)}
    </select>`;
  }
}
