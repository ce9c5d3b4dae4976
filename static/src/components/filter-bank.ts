/** Every filter as small tiles of colour, with its output; choosing one brings it on stage. */
import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { cellColour, reach } from "../scene/colours";
import type { Stage } from "../scene/stage";
import { plane, type Tensor } from "../state/tensor";
import { emit, LightElement } from "./light-element";
import "./plane-thumb";

/** More tiles than these would not tell the filters better apart. */
const MOST_TILES = 4;

@customElement("filter-bank")
export class FilterBank extends LightElement {
  @property({ attribute: false }) weight!: Tensor;
  @property({ attribute: false }) stage!: Stage;
  @property({ type: Number }) chosen = 0;
  /** How much of each filter's output has been computed so far. */
  @property({ attribute: false }) shown: readonly number[] = [];

  protected override render(): TemplateResult {
    const [filters, channels] = this.weight.shape;
    return html`<div class="filter-bank" role="radiogroup" aria-label="Filter bank" @keydown=${this.onKey}>
      ${Array.from(
        { length: filters },
        (_, o) =>
          html`<button
            type="button"
            role="radio"
            aria-checked=${o === this.chosen}
            aria-label="Filter ${o + 1}"
            tabindex=${o === this.chosen ? 0 : -1}
            @click=${() => emit(this, "filter", o)}
          >
            <span class="filter-name">Filter ${o + 1}</span>
            <span class="tiles"
              >${guard([this.weight], () => Array.from({ length: Math.min(channels, MOST_TILES) }, (_, c) => this.tile(o * channels + c)))}</span
            >
            <span aria-hidden="true">→</span>
            <plane-thumb .plane=${this.stage.outputs[o]} .range=${this.stage.outputRange} .shown=${this.shown[o]}></plane-thumb>
          </button>`,
      )}
    </div>`;
  }

  private tile(index: number): TemplateResult {
    const { height, width, data } = plane(this.weight, index);
    const largest = reach(this.stage.weightRange);
    return html`<span class="tile" style="--columns:${width};aspect-ratio:${width}/${height}" aria-hidden="true">
      ${Array.from(data, (value) => html`<i style="background:${cellColour(value, largest, "kernel")}"></i>`)}
    </span>`;
  }

  private onKey(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const filters = this.weight.shape[0];
    emit(this, "filter", (this.chosen + by + filters) % filters);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[aria-checked="true"]')!.focus());
  }
}
