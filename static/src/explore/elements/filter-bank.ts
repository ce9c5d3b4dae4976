/** Every filter as small tiles of colour, with its output; choosing one brings it on stage. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { reach } from "../../shared/colours";
import { emit, LightElement } from "../../shared/elements/light-element";
import { plane, type Tensor } from "../../shared/tensor";
import type { Seen } from "../drawing/marks";
import type { Stage } from "../drawing/stage";
import type { Figure } from "../operations/figure";
import "./plane-thumb";
import { tile } from "./tile";

/** More tiles than these would not tell the filters better apart. */
const MOST_TILES = 4;
const LARGEST_TILE = 16;

@customElement("filter-bank")
export class FilterBank extends LightElement {
  @property({ attribute: false }) figure!: Figure;
  @property({ attribute: false }) stage!: Stage;
  @property({ type: Number }) chosen = 0;
  /** Each filter's output, as far as it has been computed. */
  @property({ attribute: false }) seen: readonly Seen[] = [];

  protected override render(): TemplateResult {
    const { weight, output, planeName: word } = this.figure;
    const planes = output.shape[0];
    return html`<div class="filter-bank" role="radiogroup" aria-label=${word === "Filter" ? "Filter bank" : `${word}s`} @keydown=${this.onKey}>
      ${Array.from(
        { length: planes },
        (_, o) =>
          html`<button
            type="button"
            role="radio"
            aria-checked=${o === this.chosen}
            aria-label="${word} ${o + 1}"
            tabindex=${o === this.chosen ? 0 : -1}
            @click=${() => emit(this, "filter", o)}
          >
            <span class="filter-name">${word} ${o + 1}</span>
            ${weight ? guard([weight], () => this.tiles(weight, o)) : nothing}
            <plane-thumb .plane=${this.seen[o].plane} .range=${this.stage.outputRange} .shown=${this.seen[o].shown}></plane-thumb>
          </button>`,
      )}
    </div>`;
  }

  private tiles(weight: Tensor, filter: number): TemplateResult {
    const [, channels, height, width] = weight.shape;
    const largest = reach(this.stage.weightRange);
    if (Math.max(height, width) > LARGEST_TILE) return html``;
    return html`<span class="tiles">${Array.from({ length: Math.min(channels, MOST_TILES) }, (_, c) => tile(plane(weight, filter * channels + c), largest, "kernel"))}</span>
      <span aria-hidden="true">→</span>`;
  }

  private onKey(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const filters = this.figure.output.shape[0];
    emit(this, "filter", (this.chosen + by + filters) % filters);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[aria-checked="true"]')!.focus());
  }
}
