/** A large plane as pixels: the same window slides over it, and zooming in shows the numbers again. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { legend, paint, type Range } from "../../shared/colours";
import { emit, LightElement } from "../../shared/elements/light-element";
import { long, typed } from "../../shared/format";
import type { Cell, Sources } from "../../shared/frame";
import type { FrameMark, GridOf } from "../../shared/marks";
import type { Plane } from "../../shared/tensor";
import { drawMap } from "../drawing/map-painter";
import { cellAt, clamped, type Extent, fit, following, type View, zoomed } from "../drawing/view";

const ZOOM_STEP = 1.6;

@customElement("pixel-map")
export class PixelMap extends LightElement {
  @property() label = "";
  @property({ attribute: false }) of!: GridOf;
  /** The windows that lie on it. */
  @property({ attribute: false }) frames: readonly FrameMark[] = [];
  @property({ attribute: false }) range!: Range;
  @property({ type: Boolean }) editable = false;
  /** The selected cell, where the keyboard is; unset until then. */
  @state() private cursor?: Cell;
  @state() private pointed?: Cell;
  @state() private view?: View;
  @query("canvas") private canvas!: HTMLCanvasElement;
  private image?: OffscreenCanvas;
  /** The canvas, in pixels: asked of the page only when it changes, as every question costs a layout. */
  private size = { width: 0, height: 0 };
  private readonly observer = new ResizeObserver(([{ contentRect }]) => {
    this.size = { width: Math.round(contentRect.width), height: Math.round(contentRect.height) };
    this.draw();
  });
  private drag?: { x: number; y: number; view: View; moved: boolean };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  private get plane(): Plane {
    return this.of.plane;
  }

  private get sources(): Sources | undefined {
    return this.of.sources;
  }

  private get shown(): number {
    return this.of.shown ?? Infinity;
  }

  private get extent(): Extent {
    const [rows, columns] = this.sources
      ? [this.sources.rows.length, this.sources.columns.length]
      : [this.plane.height, this.plane.width];
    return { rows, columns, ...this.size };
  }

  private get inset(): readonly [number, number] {
    return this.sources?.before ?? [0, 0];
  }

  /** The keyboard starts in the first cell that is not padding. */
  private get at(): Cell {
    return this.cursor ?? { row: this.inset[0], column: this.inset[1] };
  }

  /** The plane's own cell at a place of the padded map; null on padding. */
  private own({ row, column }: Cell): Cell | null {
    const cell = { row: row - this.inset[0], column: column - this.inset[1] };
    const inside = cell.row >= 0 && cell.row < this.plane.height && cell.column >= 0 && cell.column < this.plane.width;
    return inside ? cell : null;
  }

  protected override firstUpdated(): void {
    this.observer.observe(this.canvas);
    this.canvas.addEventListener("wheel", this.onWheel, { passive: false });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const old = (changed.get("of") as GridOf | undefined)?.plane;
    if (changed.has("range") || (changed.has("of") && old !== this.plane)) {
      if (old && (old.height !== this.plane.height || old.width !== this.plane.width)) {
        this.view = undefined;
        this.cursor = undefined;
        this.pointed = undefined;
      }
      this.image = new OffscreenCanvas(this.plane.width, this.plane.height);
      this.image.getContext("2d")!.putImageData(paint(this.plane, this.range), 0, 0);
    }
    if (this.view && this.target && (changed.has("of") || changed.has("frames"))) {
      this.view = following(this.view, this.extent, this.target.row, this.target.column);
    }
  }

  protected override updated(): void {
    this.draw();
  }

  private draw(): void {
    if (!this.image || this.size.width === 0) return;
    const extent = this.extent;
    drawMap(this.canvas, {
      extent,
      view: clamped(this.view ?? fit(extent), extent),
      image: this.image,
      plane: this.plane,
      range: this.range,
      before: this.inset,
      padded: this.sources !== undefined,
      shown: this.shown,
      frames: this.frames,
      lit: this.of.lit,
      current: this.of.current,
      cursor: this.contains(document.activeElement) ? this.cursor : undefined,
    });
  }

  protected override render(): TemplateResult {
    const read = this.pointed ?? this.cursor;
    const value = read ? this.valueAt(read) : null;
    const selected = this.cursor ? this.own(this.cursor) : null;
    const [rows, columns] = this.sources
      ? [this.sources.rows.length, this.sources.columns.length]
      : [this.plane.height, this.plane.width];
    return html`<div class="map" style="--ratio:${columns / rows}">
      <canvas
        role="application"
        tabindex="0"
        aria-label="${this.label}, picture of ${this.plane.height} by ${this.plane.width}. Arrow keys move the cursor, plus and minus zoom, Enter ${this.editable ? "edits" : "goes to the unit"}."
        style="aspect-ratio:${columns}/${rows}"
        @keydown=${this.onKey}
        @focus=${() => this.moveTo(this.at)}
        @blur=${() => this.select(null)}
        @pointermove=${this.onMove}
        @pointerdown=${this.onDown}
        @pointerup=${this.onUp}
        @dblclick=${() => this.editable && this.type()}
        @pointerleave=${() => this.trace(null)}
      ></canvas>
      <div class="map-line">
        <output class="readout" aria-label="${this.label}, value under the cursor"
          >${read ? this.where(read) : nothing}${value === null ? "" : `: ${long(value)}`}</output
        >
        ${
          this.editable && selected
            ? html`<label class="map-edit"
              ><span class="visually-hidden">${this.label}, ${this.where(this.at)}</span
              ><input
                inputmode="decimal"
                .value=${String(this.valueAt(this.at))}
                @keydown=${this.onTypingKey}
                @blur=${(event: Event) => this.onEdit(event, selected)}
            /></label>`
            : nothing
        }
        <span class="zoom" role="group" aria-label="Zoom ${this.label}">
          <button type="button" class="icon" aria-label="Zoom out" @click=${() => this.zoom(1 / ZOOM_STEP)}>−</button>
          <button type="button" class="icon" aria-label="Zoom in" @click=${() => this.zoom(ZOOM_STEP)}>+</button>
          <button type="button" class="icon" aria-label="Whole picture" @click=${() => (this.view = undefined)}>⤢</button>
        </span>
      </div>
      <div class="legend ${this.shown < this.plane.data.length ? "pending" : ""}" aria-label="Colours of ${this.label}" role="img">
        <span>${long(this.range.least)}</span><i style="background:${legend(this.range)}"></i><span>${long(this.range.largest)}</span>
      </div>
    </div>`;
  }

  private where(cell: Cell): string {
    const own = this.own(cell);
    return own ? `row ${own.row}, column ${own.column}` : "padding";
  }

  private valueAt(cell: Cell): number | null {
    const own = this.own(cell);
    const at = own && own.row * this.plane.width + own.column;
    return at !== null && at < this.shown ? this.plane.data[at] : null;
  }

  private trace(cell: Cell | null): void {
    this.pointed = cell ?? undefined;
    emit(this, "cell-trace", cell && this.own(cell));
  }

  private select(cell: Cell | null): void {
    emit(this, "cell-select", cell && this.own(cell));
    this.draw();
  }

  private moveTo(cell: Cell): void {
    this.cursor = cell;
    if (this.view) this.view = following(this.view, this.extent, cell.row, cell.column);
    this.select(cell);
  }

  private zoom(factor: number, x = this.extent.width / 2, y = this.extent.height / 2): void {
    const extent = this.extent;
    const view = this.view ?? fit(extent);
    // zooming without a pointer goes to the window, which is where one is looking
    const centred = !this.view && x === extent.width / 2 && this.target ? { ...view, ...this.target } : view;
    this.view =
      centred === view
        ? zoomed(view, extent, factor, x, y)
        : clamped({ ...centred, scale: view.scale * factor }, extent);
  }

  private get target(): Cell | undefined {
    const window = this.frames.find(({ role }) => role === "window")?.frame;
    return this.of.current ?? (window && { row: window.rows.first, column: window.columns.first });
  }

  private readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.offsetX, event.offsetY);
  };

  private onDown(event: PointerEvent): void {
    this.canvas.setPointerCapture(event.pointerId);
    this.drag = {
      x: event.clientX,
      y: event.clientY,
      view: clamped(this.view ?? fit(this.extent), this.extent),
      moved: false,
    };
  }

  private onMove(event: PointerEvent): void {
    const extent = this.extent;
    if (this.drag) {
      const { x, y, view } = this.drag;
      this.drag.moved ||= Math.hypot(event.clientX - x, event.clientY - y) > 4;
      if (this.drag.moved) {
        const row = view.row - (event.clientY - y) / view.scale;
        this.view = clamped({ ...view, row, column: view.column - (event.clientX - x) / view.scale }, extent);
        return;
      }
    }
    this.trace(cellAt(this.view ?? fit(extent), extent, event.offsetX, event.offsetY));
  }

  private onUp(event: PointerEvent): void {
    const extent = this.extent;
    const cell = cellAt(this.view ?? fit(extent), extent, event.offsetX, event.offsetY);
    if (this.drag && !this.drag.moved && cell) {
      this.moveTo(cell);
      this.choose();
    }
    this.drag = undefined;
  }

  private choose(): void {
    const own = this.own(this.at);
    if (own) emit(this, "cell-choose", own);
  }

  private onEdit(event: Event, own: Cell): void {
    const field = event.target as HTMLInputElement;
    const value = typed(field.value);
    const before = this.plane.data[own.row * this.plane.width + own.column];
    if (Number.isNaN(value)) field.value = String(before);
    else if (value !== before) emit(this, "cell-edit", { ...own, value });
  }

  /** Go on typing in the field that holds the cell's number. */
  private type(start = ""): void {
    const field = this.querySelector<HTMLInputElement>(".map-edit input");
    field?.focus();
    if (start && field) field.value = start;
    else field?.select();
  }

  /** Escape takes back what was typed; from there, and with Enter, the keyboard goes back to the picture. */
  private onTypingKey(event: KeyboardEvent): void {
    const field = event.target as HTMLInputElement;
    if (event.key === "Escape") field.value = String(this.valueAt(this.at));
    else if (event.key !== "Enter") return;
    event.preventDefault();
    this.canvas.focus(); // which takes what was typed
  }

  private onKey(event: KeyboardEvent): void {
    const { row, column } = this.at;
    const { rows, columns } = this.extent;
    const far = event.shiftKey ? 10 : 1;
    const to = (r: number, c: number) =>
      this.moveTo({ row: Math.min(rows - 1, Math.max(0, r)), column: Math.min(columns - 1, Math.max(0, c)) });
    if (event.key === "ArrowLeft") to(row, column - far);
    else if (event.key === "ArrowRight") to(row, column + far);
    else if (event.key === "ArrowUp") to(row - far, column);
    else if (event.key === "ArrowDown") to(row + far, column);
    else if (event.key === "+" || event.key === "=") this.zoom(ZOOM_STEP);
    else if (event.key === "-") this.zoom(1 / ZOOM_STEP);
    else if (event.key === "0") this.view = undefined;
    else if (event.key === "Escape") this.canvas.blur();
    else if (event.key === "Enter" && !this.editable) this.choose();
    else if (this.editable && /^([1-9.−]|Enter|F2)$/.test(event.key)) this.type(/^.$/.test(event.key) ? event.key : "");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
