/** The whole network: a column for each layer, its maps in one scale. */
import { html, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { legend } from "../../shared/colours";
import { emit, LightElement } from "../../shared/elements/light-element";
import { short } from "../../shared/format";
import type { Place } from "../../shared/links/maps";
import type { MapDetail, UnitDetail } from "../operations/detail";
import { onShow } from "../operations/on-show";
import type { Overview, Tiles } from "../operations/overview";
import type { Column } from "../operations/subjects";
import "./map-picture";
import type { Box } from "./map-picture";

/** Of a vector, beside what one looks at more closely. */
const FEW = 10;

@customElement("network-columns")
export class NetworkColumns extends LightElement {
  @property({ attribute: false }) view!: Overview;
  @property({ attribute: false }) place!: Place;
  @property({ attribute: false }) off: Readonly<Record<string, readonly number[]>> = {};
  @property({ attribute: false }) map?: MapDetail;
  @property({ attribute: false }) unit?: UnitDetail;
  @state() private lines: readonly string[] = [];
  private readonly observer = new ResizeObserver(() => this.connect());

  protected override render(): TemplateResult {
    return html`<ol class="columns ${this.place.node ? "small" : ""}" aria-label="The network, layer by layer">
      ${this.view.known.columns.map((column) => this.column(column))}
      <svg class="lines" aria-hidden="true">${this.lines.map((line) => svg`<path d=${line}></path>`)}</svg>
    </ol>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has("map") || changed.has("place") || changed.has("view")) this.connect();
  }

  /** Lines from the maps that go into the chosen one to it, where both are in view. */
  private connect(): void {
    const chosen = this.querySelector('.map-tile[aria-pressed="true"], .numbers [aria-pressed="true"] .band');
    const own = chosen && this.getBoundingClientRect(); // only where it is needed is the page laid out for it
    const lines = own
      ? [...this.querySelectorAll(".map-tile.source")].map((source) => {
          const [from, to] = [source.getBoundingClientRect(), chosen.getBoundingClientRect()];
          const [x, y] = [from.right - own.left, from.top + from.height / 2 - own.top];
          const [u, v] = [to.left - own.left, to.top + to.height / 2 - own.top];
          const bend = (u - x) / 2;
          return `M${x} ${y}C${x + bend} ${y} ${u - bend} ${v} ${u} ${v}`;
        })
      : [];
    if (lines.join() !== this.lines.join()) this.lines = lines;
  }

  private column({ title, node }: Column): TemplateResult {
    const all = this.view.tiles[node.name];
    const { range, channels } = all;
    const [count, ...axes] = node.output_shape;
    const here = this.place.node === node.name;
    const seen = axes.length || !this.place.node ? channels : channels.slice(0, FEW);
    const shown = onShow(channels.length < count ? "strongest" : "first", seen.length, count);
    const operation = node.operation.replaceAll("_", " ");
    const size = axes.length ? `${count} × ${axes.join("×")}` : `${count} numbers`;
    return html`<li class="network-column ${here ? "here" : ""}">
      <button type="button" class="column-title" aria-pressed=${here && this.place.map === null} @click=${() => this.go({ node: node.name, map: null, unit: null })}>
        <strong>${title}</strong><span>${title === node.name ? operation : node.name}</span><span>${size}</span>
      </button>
      ${axes.length ? this.maps(node.name, all) : this.numbers(node.name, { ...all, channels: seen })}
      ${shown ? html`<p class="muted">${shown}</p>` : nothing}
      <p class="legend" title="Colours of this layer: from its smallest number to its largest">
        <span>${short(range.least)}</span><span class="scale" style="background: ${legend(range)}"></span><span>${short(range.largest)}</span>
      </p>
    </li>`;
  }

  private maps(node: string, { channels, planes, range }: Tiles): TemplateResult {
    const wide = Math.max(planes[0].width, planes[0].height);
    return html`<div class="map-tiles ${channels.length > 8 ? "two" : ""}" style="--pixels: ${wide}">
      ${channels.map((channel, i) => {
        const chosen = this.place.node === node && this.place.map === channel;
        const goesIn = this.map?.sources.some((source) => source.node === node && source.channel === channel);
        const off = this.off[node]?.includes(channel);
        return html`<button
          type="button"
          class="map-tile ${goesIn ? "source" : ""} ${off ? "off" : ""}"
          aria-label="${node}, map ${channel}${off ? ", switched off" : ""}${goesIn ? ", goes into the chosen map" : ""}"
          aria-pressed=${chosen}
          title="${node}, map ${channel}"
          @click=${() => this.go({ node, map: channel, unit: null })}
        ><map-picture .plane=${planes[i]} .range=${range} .boxes=${[this.box(node)]}></map-picture></button>`;
      })}
    </div>`;
  }

  /** What the unit reads of a map, or the unit itself. */
  private box(node: string): Box | undefined {
    const cells = this.unit?.field[node];
    if (!cells?.rows || !cells.columns) return undefined;
    return { rows: cells.rows, columns: cells.columns, role: node === this.place.node ? "unit" : "field" };
  }

  /** A vector: a band for each number, those that are largest. */
  private numbers(node: string, { channels, planes, range }: Tiles): TemplateResult {
    const reach = Math.max(Math.abs(range.least), Math.abs(range.largest)) || 1;
    return html`<ul class="numbers">
      ${channels.map((channel, i) => {
        const value = planes[i].data[0];
        return html`<li>
          <button
            type="button"
            aria-label="${node}, number ${channel}: ${short(value)}"
            aria-pressed=${this.place.node === node && this.place.map === channel}
            @click=${() => this.go({ node, map: channel, unit: null })}
          ><span class="index">${channel}</span><span class="band ${value < 0 ? "negative" : ""}" style="inline-size: ${(100 * Math.abs(value)) / reach}%"></span></button>
        </li>`;
      })}
    </ul>`;
  }

  private go(place: Place): void {
    emit<Place>(this, "place", place);
  }
}
