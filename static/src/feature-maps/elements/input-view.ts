/** What the network is shown, and what is laid over it: the field of a unit, why it says what it says, a patch. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { coloured, type Range } from "../../shared/colours";
import { emit, LightElement } from "../../shared/elements/light-element";
import type { Plane } from "../../shared/tensor";
import type { Cover } from "../link";
import type { Shown } from "../session";
import "./map-picture";
import type { Box } from "./map-picture";

/** Emitted while a patch is dragged, and once more when it is let go. */
export interface Covered {
  readonly cover: Cover | null;
  readonly done: boolean;
}

const BYTES: Range = { least: 0, largest: 255 };

@customElement("input-view")
export class InputView extends LightElement {
  @property({ attribute: false }) shown!: Shown;
  /** Side of the patch that the pointer covers the picture with; 0 for none. */
  @property({ type: Number }) patch = 0;
  private dragging = false;

  protected override render(): TemplateResult {
    const { input, unit, why } = this.shown;
    const [channels, height, width] = input.pixels.shape;
    const cells = unit?.field.input;
    const field: Box | undefined =
      cells?.rows && cells.columns ? { rows: cells.rows, columns: cells.columns, role: "field" } : undefined;
    return html`<div
        class="input-picture ${this.patch ? "covers" : ""}"
        style="aspect-ratio: ${width} / ${height}"
        @pointerdown=${this.start}
        @pointermove=${this.move}
        @pointerup=${this.end}
        @pointercancel=${this.end}
      >
        <map-picture
          role="img"
          aria-label="What the network is shown, ${width}×${height} pixels"
          .plane=${grey(input.pixels.data, height, width)}
          .colours=${channels === 3 ? coloured(input.pixels.data, height, width, BYTES) : undefined}
          .range=${BYTES}
          .boxes=${[field]}
        ></map-picture>
        ${why ? html`<map-picture class="why" role="img" aria-label="What the class is due to" .plane=${grey([], 1, 1)} .colours=${heat(why.map)} .range=${BYTES}></map-picture>` : nothing}
      </div>
      <p class="muted">${input.how}${field ? ` Framed: the ${cells!.rows![1] - cells!.rows![0] + 1}×${cells!.columns![1] - cells!.columns![0] + 1} pixels that the unit sees.` : ""}</p>`;
  }

  private readonly start = (event: PointerEvent): void => {
    if (!this.patch || event.button !== 0) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.dragging = true;
    this.tell(event, false);
  };

  private readonly move = (event: PointerEvent): void => {
    if (this.dragging) this.tell(event, false);
  };

  private readonly end = (event: PointerEvent): void => {
    if (!this.dragging) return;
    this.dragging = false;
    this.tell(event, true);
  };

  private tell(event: PointerEvent, done: boolean): void {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const [, height, width] = this.shown.input.pixels.shape;
    const at = (place: number, start: number, length: number, size: number) =>
      Math.min(Math.max(0, Math.round(((place - start) / length) * size - this.patch / 2)), size - this.patch);
    const cover: Cover = [
      at(event.clientY, box.top, box.height, height),
      at(event.clientX, box.left, box.width, width),
      this.patch,
    ];
    emit<Covered>(this, "cover", { cover, done });
  }
}

function grey(data: ArrayLike<number>, height: number, width: number): Plane {
  return { height, width, data: Float32Array.from(data).subarray(0, height * width) };
}

/** The more, the more opaque; what speaks against the class in another colour. */
function heat(map: readonly (readonly number[])[]): ImageData {
  const image = new ImageData(map[0].length, map.length);
  const flat = map.flat();
  const most = flat.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  flat.forEach((value, i) => {
    const colour = value < 0 ? [90, 160, 255] : [255, 110, 0];
    image.data.set([...colour, 235 * (Math.abs(value) / most)], 4 * i);
  });
  return image;
}
