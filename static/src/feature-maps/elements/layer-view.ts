/** One layer: its numbers in short, all its maps, and the filters that made them. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { coloured, legend, rangeOf } from "../../shared/colours";
import { emit, LightElement } from "../../shared/elements/light-element";
import { counted, grouped, short } from "../../shared/format";
import type { Place } from "../../shared/links/maps";
import type { Tensor } from "../../shared/tensor";
import type { Node } from "../operations/detail";
import type { Overview, Tiles } from "../operations/overview";
import { percent } from "./class-bars";
import "./map-picture";

/** More maps are shown on request. */
const MANY = 64;

/** A filter to switch off or on again. */
export interface Switched {
  readonly node: string;
  readonly channel: number;
}

@customElement("layer-view")
export class LayerView extends LightElement {
  @property({ attribute: false }) view!: Overview;
  @property({ attribute: false }) node!: Node;
  @property({ attribute: false }) tiles!: Tiles;
  /** [O, C / groups, KH, KW], of a convolution. */
  @property({ attribute: false }) kernels?: Tensor;
  @property({ attribute: false }) off: readonly number[] = [];
  @state() private byStrength = false;
  @state() private all = false;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("node") && (changed.get("node") as Node | undefined)?.name !== this.node.name) this.all = false;
  }

  protected override render(): TemplateResult {
    const { node, tiles } = this;
    const numbers = this.view.answer.nodes.find(({ name }) => name === node.name)!;
    const [count, ...axes] = node.output_shape;
    const order = tiles.channels.map((_, i) => i);
    if (!this.byStrength) order.sort((a, b) => tiles.channels[a] - tiles.channels[b]);
    const seen = this.all ? order : order.slice(0, MANY);
    return html`<section class="layer-view" aria-label="Layer ${node.name}">
      <h3>${node.name}: ${node.operation.replaceAll("_", " ")}, ${axes.length ? `${grouped(count)} maps of ${axes.join("×")}` : `${grouped(count)} numbers`}</h3>
      <dl class="in-short">
        <div><dt>Smallest</dt><dd>${short(numbers.minimum)}</dd></div>
        <div><dt>Largest</dt><dd>${short(numbers.maximum)}</dd></div>
        <div><dt>Mean</dt><dd>${short(numbers.mean)}</dd></div>
        <div><dt>Std. deviation</dt><dd>${short(numbers.std)}</dd></div>
        <div><dt>Zeros</dt><dd>${percent(numbers.zeros)}</dd></div>
        <div><dt>Parameters</dt><dd>${counted(node.parameters?.total)}</dd></div>
      </dl>
      <div class="layer-tools">
        <label for="order">Order</label>
        <select id="order" @change=${(event: Event) => (this.byStrength = (event.target as HTMLSelectElement).value === "strength")}>
          <option value="number" ?selected=${!this.byStrength}>by number</option>
          <option value="strength" ?selected=${this.byStrength}>those that answer most first</option>
        </select>
        <span class="legend"><span>${short(tiles.range.least)}</span><span class="scale" style="background: ${legend(tiles.range)}"></span><span>${short(tiles.range.largest)}</span></span>
      </div>
      ${this.kernels ? html`<p class="muted">${this.kernelNote(this.kernels)}</p>` : nothing}
      <div class="maps ${axes.length ? "" : "vector"}">
        ${seen.map((i) => this.tile(i, axes.length > 0))}
      </div>
      ${seen.length < order.length ? html`<button type="button" class="button" @click=${() => (this.all = true)}>Show all ${grouped(order.length)}</button>` : nothing}
    </section>`;
  }

  private kernelNote({ shape: [, channels, rows, columns] }: Tensor): string {
    if (channels === 1) return `Under each map the filter that made it, ${rows}×${columns}.`;
    if (channels === 3)
      return `Under each map the filter that made it, ${rows}×${columns} in each of three channels: as red, green and blue.`;
    return `Each filter reads ${grouped(channels)} maps: choose a map to see its kernels.`;
  }

  /** The filter of a map as a picture: signed in two colours or, of three channels, in colour, from its smallest number to its largest. */
  private kernel(channel: number): TemplateResult | typeof nothing {
    const { kernels } = this;
    if (!kernels) return nothing;
    const [, channels, height, width] = kernels.shape;
    const size = height * width;
    const data = kernels.data.subarray(channel * channels * size, (channel + 1) * channels * size);
    const label = `Filter ${channel} of ${this.node.name}`;
    if (channels === 1) {
      return html`<map-picture class="filter" role="img" aria-label=${label} .plane=${{ height, width, data }} .range=${rangeOf(kernels.data)}></map-picture>`;
    }
    if (channels !== 3) return nothing;
    return html`<map-picture class="filter" role="img" aria-label=${label} .colours=${coloured(data, height, width, rangeOf(data))} .range=${rangeOf(data)}></map-picture>`;
  }

  private tile(i: number, isMap: boolean): TemplateResult {
    const { node, tiles } = this;
    const channel = tiles.channels[i];
    const off = this.off.includes(channel);
    const value = short(tiles.planes[i].data[0]);
    return html`<div class="map-card ${off ? "off" : ""}">
      <button
        type="button"
        class="map-tile"
        aria-label=${isMap ? `Map ${channel} of ${node.name}` : `Number ${channel} of ${node.name}: ${value}`}
        @click=${() => emit<Place>(this, "place", { node: node.name, map: channel, unit: null })}
      >${isMap ? html`<map-picture .plane=${tiles.planes[i]} .range=${tiles.range}></map-picture>` : value}</button>
      ${this.kernel(channel)}
      ${isMap ? html`<label class="switch"><input type="checkbox" role="switch" .checked=${!off} aria-label="Map ${channel} of ${node.name}" @change=${() => emit<Switched>(this, "switched", { node: node.name, channel })} />${channel}</label>` : html`<span class="switch">${channel}</span>`}
    </div>`;
  }
}
