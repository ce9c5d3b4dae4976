/** One map, and how it is made, channel by channel. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { legend, type Range } from "../../shared/colours";
import { emit, LightElement } from "../../shared/elements/light-element";
import { grouped, short } from "../../shared/format";
import type { Place } from "../../shared/links/maps";
import type { Plane } from "../../shared/tensor";
import type { MapDetail, Node, Source } from "../operations/detail";
import { onShow } from "../operations/on-show";
import type { Switched } from "./layer-view";
import "./map-picture";

@customElement("map-view")
export class MapView extends LightElement {
  @property({ attribute: false }) node!: Node;
  @property({ attribute: false }) place!: Place;
  @property({ attribute: false }) map!: MapDetail;
  @property({ type: Boolean }) off = false;
  @state() private pointed?: readonly [number, number];

  protected override render(): TemplateResult {
    const { node, map, place } = this;
    const name = `${node.name}, map ${place.map}`;
    const shown = onShow(map.onShow, map.sources.length, map.total, "maps that go into it");
    const at = this.pointed ?? place.unit;
    const isPlane = node.output_shape.length === 3;
    const value = at && isPlane ? map.plane.data[at[0] * map.plane.width + at[1]] : undefined;
    return html`<section class="map-view" aria-label=${name}>
      <h3>${name}</h3>
      <div class="made">
        <div class="sources" role="list" aria-label="What goes into it">
          ${map.sources.map((source) => this.source(source))}
          ${shown ? html`<p class="muted">${shown}</p>` : nothing}
        </div>
        <div class="result">
          <p class="muted">${this.sentence()}</p>
          <div
            class="large ${isPlane ? "pointable" : ""}"
            @pointermove=${this.point}
            @pointerleave=${() => (this.pointed = undefined)}
            @click=${this.choose}
          >
            <map-picture
              role="img"
              aria-label="${name}, ${node.output_shape.slice(1).join("×")}"
              .plane=${map.plane}
              .range=${map.range}
              .boxes=${place.unit?.length === 2 ? [{ rows: [place.unit[0], place.unit[0]], columns: [place.unit[1], place.unit[1]], role: "unit" }] : []}
            ></map-picture>
          </div>
          ${scale(map.range)}
          <p class="reading" aria-live="off">${value === undefined ? "Click a unit to see where its number comes from." : `(${at!.join(", ")}): ${short(value)}`}</p>
          ${isPlane ? this.unitForm() : nothing}
          <label class="switch"><input type="checkbox" role="switch" .checked=${!this.off} @change=${() => emit<Switched>(this, "switched", { node: node.name, channel: place.map! })} /> pass this map on</label>
        </div>
      </div>
    </section>`;
  }

  private sentence(): string {
    const { node, map } = this;
    if (map.sources.some(({ part }) => part)) {
      const bias = map.bias === null ? "" : `, and the bias ${short(map.bias)} is added`;
      return `Each map, filtered by its kernel, gives a part; the parts${map.sources.length < map.total ? ` of all ${grouped(map.total)}` : ""} add up cell by cell${bias}.`;
    }
    const operation = node.operation.replaceAll("_", " ");
    if (map.onShow === "some") return `${operation} makes it of more maps than those beside it.`;
    return `${operation} makes it of ${map.total === 1 ? "the map beside it" : `${map.sources.length < map.total ? `${grouped(map.total)} maps, some of them` : `the ${grouped(map.total)} maps`} beside it`}.`;
  }

  private source({ node, channel, plane, range, kernel, part }: Source): TemplateResult {
    const { kernelRange, partRange } = this.map;
    const picture = (label: string, of: Plane, its: Range) =>
      html`<map-picture role="img" aria-label=${label} .plane=${of} .range=${its}></map-picture>`;
    const there = html`<span class="source-map">${picture(`${node}, map ${channel}`, plane, range)}<span>${channel}</span></span>`;
    return html`<div class="source-row" role="listitem">
      ${
        node === "input"
          ? there
          : html`<button type="button" class="map-tile" aria-label="${node}, map ${channel}" @click=${() => emit<Place>(this, "place", { node, map: channel, unit: null })}>${there}</button>`
      }
      ${kernel ? html`<span class="sign">⊛</span><span class="kernel">${picture(`kernel for map ${channel}`, kernel, kernelRange!)}</span>` : nothing}
      ${part ? html`<span class="sign">=</span><span class="part">${picture(`part of map ${channel}`, part, partRange!)}</span>` : nothing}
      <span class="sign">→</span>
    </div>`;
  }

  private unitForm(): TemplateResult {
    const { node, place } = this;
    const [, height, width] = node.output_shape;
    const unit = place.unit ?? [Math.floor(height / 2), Math.floor(width / 2)];
    // what one is typing is not overwritten by an answer that arrives
    const field = (axis: 0 | 1, label: string, size: number) =>
      html`<label>${label} <input type="number" name=${label.toLowerCase()} min="0" max=${size - 1} .value=${String(unit[axis])} /></label>`;
    return html`<form class="unit-form" @submit=${this.submit}>
      ${field(0, "Row", height)} ${field(1, "Column", width)}
      <button type="submit" class="button">Show this unit</button>
    </form>`;
  }

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    this.go([Number(form.get("row")), Number(form.get("column"))]);
  };

  private cell(event: PointerEvent | MouseEvent): [number, number] {
    const box = (event.currentTarget as HTMLElement).querySelector("canvas")!.getBoundingClientRect();
    const { height, width } = this.map.plane;
    const at = (place: number, length: number, size: number) =>
      Math.min(size - 1, Math.max(0, Math.floor((place / length) * size)));
    return [at(event.clientY - box.top, box.height, height), at(event.clientX - box.left, box.width, width)];
  }

  private readonly point = (event: PointerEvent): void => {
    if (this.node.output_shape.length === 3) this.pointed = this.cell(event);
  };

  private readonly choose = (event: MouseEvent): void => {
    if (this.node.output_shape.length === 3) this.go(this.cell(event));
  };

  private go(unit: readonly number[]): void {
    emit<Place>(this, "place", { ...this.place, unit });
  }
}

export function scale(range: Range): TemplateResult {
  return html`<p class="legend"><span>${short(range.least)}</span><span class="scale" style="background: ${legend(range)}"></span><span>${short(range.largest)}</span></p>`;
}
