/** The layers as planes: the unit in its own, what it sees in those before, what it reaches in those after. */
import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/api/client";
import { emit, LightElement } from "../../shared/elements/light-element";
import { grouped } from "../../shared/format";
import { samplePicture } from "../../shared/pictures";
import type { Shown } from "../session";
import { decodedMask, relationsOf } from "../state/relations";

/** Pixels of the largest plane's side. */
const SIDE = 230;
/** Cells smaller than this, in pixels, have no lines between them. */
const LINED = 5;
/** A unit smaller than this, in pixels, has a ring around it. */
const SMALLEST_UNIT = 6;

/** A unit of a plane. */
export interface Pointed {
  readonly node: string;
  readonly unit: readonly [number, number];
}

interface Plane {
  readonly name: string;
  readonly size: readonly [number, number];
}

@customElement("field-planes")
export class FieldPlanes extends LightElement {
  @property({ attribute: false }) shown!: Shown;
  @property({ attribute: false }) unitCells?: Schemas["NetworkUnitAnswer"];
  @property() picture = "";
  @state() private bitmap?: ImageBitmap;
  private dragging = false;

  private get planes(): Plane[] {
    const { analysis, planes } = this.shown;
    const [, rows, columns] = analysis.input_shape;
    return [
      { name: "input", size: [rows, columns] },
      ...planes.map(({ name, output_shape: [, r, c] }) => ({ name, size: [r, c] as const })),
    ];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("picture")) void this.load();
  }

  private async load(): Promise<void> {
    this.bitmap = undefined;
    if (this.picture) this.bitmap = await samplePicture(this.picture).catch(() => undefined);
  }

  protected override updated(): void {
    for (const plane of this.planes) this.paint(plane);
  }

  /** Pixels of a cell: planes keep their proportions, but the small ones stay visible. */
  private scale({ size }: Plane): number {
    const largest = Math.max(...this.planes.flatMap((plane) => plane.size));
    const own = Math.max(...size);
    return (SIDE * Math.max(0.28, Math.sqrt(own / largest))) / own;
  }

  protected override render(): TemplateResult {
    const relations = this.unitCells ? relationsOf(this.unitCells) : undefined;
    return html`<div class="planes" role="group" aria-label="Layers" tabindex="0">
      ${this.planes.map((plane) => {
        const { name, size } = plane;
        const known = relations?.get(name);
        const scale = this.scale(plane);
        const [width, height] = [Math.round(size[1] * scale), Math.round(size[0] * scale)];
        const said = known ? sentence(known.relation, known.answer) : "no part in it";
        return html`<figure class="field-plane">
          <figcaption><strong>${name}</strong> <span class="muted">${size.join("×")}</span></figcaption>
          <canvas
            data-plane=${name}
            width=${width}
            height=${height}
            role="img"
            aria-label="${name}: ${said}"
            @pointerdown=${(event: PointerEvent) => this.point(event, plane, true)}
            @pointermove=${(event: PointerEvent) => this.point(event, plane, this.dragging)}
            @pointerup=${() => (this.dragging = false)}
            @pointercancel=${() => (this.dragging = false)}
            @pointerleave=${() => !this.dragging && emit(this, "hover", null)}
          ></canvas>
          <p class=${known?.relation ?? "muted"}>${said}</p>
        </figure>`;
      })}
    </div>`;
  }

  private point(event: PointerEvent, plane: Plane, pin: boolean): void {
    const canvas = event.currentTarget as HTMLCanvasElement;
    if (event.type === "pointerdown") {
      this.dragging = true;
      canvas.setPointerCapture(event.pointerId);
    }
    const box = canvas.getBoundingClientRect();
    const at = (offset: number, length: number, cells: number) =>
      Math.min(cells - 1, Math.max(0, Math.floor((offset / length) * cells)));
    const unit = [
      at(event.clientY - box.top, box.height, plane.size[0]),
      at(event.clientX - box.left, box.width, plane.size[1]),
    ] as const;
    emit<Pointed>(this, pin ? "pin" : "hover", { node: plane.name, unit });
  }

  private paint(plane: Plane): void {
    const canvas = this.querySelector<HTMLCanvasElement>(`canvas[data-plane="${CSS.escape(plane.name)}"]`);
    const context = canvas?.getContext("2d");
    if (!canvas || !context) return;
    const style = getComputedStyle(this);
    const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
    const { width, height } = canvas;
    const [rows, columns] = plane.size;
    const [cellHeight, cellWidth] = [height / rows, width / columns];
    context.globalAlpha = 1;
    context.fillStyle = colour("card");
    context.fillRect(0, 0, width, height);
    const known = this.unitCells && relationsOf(this.unitCells).get(plane.name);
    const picture = plane.name === "input" ? this.bitmap : undefined;
    const weights =
      (plane.name === "input" && this.weights()) || (known?.answer.mask && decodedMask(known.answer.mask));
    // a canvas keeps the setting from one painting to the next: a picture is smoothed each time, cells never
    context.imageSmoothingEnabled = true;
    if (picture) {
      // the middle of the picture, as much of it as has the proportions of the map
      const scale = Math.max(width / picture.width, height / picture.height);
      const [across, down] = [width / scale, height / scale];
      const [left, top] = [(picture.width - across) / 2, (picture.height - down) / 2];
      context.drawImage(picture, left, top, across, down, 0, 0, width, height);
    }
    if (weights) {
      // over a picture what is not seen fades; elsewhere what is seen has its colour
      const role = known?.relation === "unit" ? "kernel" : known?.relation === "reached" ? "output" : "input";
      const layer = picture
        ? tinted(weights, plane.size, colour("paper"), (weight) => 0.85 * (1 - weight))
        : tinted(weights, plane.size, colour(role), (weight) => 0.8 * weight);
      context.imageSmoothingEnabled = false;
      context.drawImage(layer, 0, 0, width, height);
    }
    if (known?.relation === "unit" && cellWidth < SMALLEST_UNIT && known.answer.rows && known.answer.columns) {
      context.strokeStyle = colour("kernel");
      context.lineWidth = 2;
      context.beginPath();
      context.arc(
        (known.answer.columns[0] + 0.5) * cellWidth,
        (known.answer.rows[0] + 0.5) * cellHeight,
        8,
        0,
        2 * Math.PI,
      );
      context.stroke();
    }
    context.globalAlpha = 1;
    context.strokeStyle = colour("muted");
    context.lineWidth = 1;
    if (cellWidth >= LINED && cellHeight >= LINED) {
      context.globalAlpha = 0.45;
      context.beginPath();
      for (let column = 1; column < columns; column++) line(context, column * cellWidth, 0, column * cellWidth, height);
      for (let row = 1; row < rows; row++) line(context, 0, row * cellHeight, width, row * cellHeight);
      context.stroke();
      context.globalAlpha = 1;
    }
    context.strokeRect(0.5, 0.5, width - 1, height - 1);
  }

  /** How much each cell of the input weighs, if that is what is drawn. */
  private weights(): ArrayLike<number> | undefined {
    return this.unitCells?.effective ? decodedMask(this.unitCells.effective) : undefined;
  }
}

/** One pixel for each cell, in one colour, as opaque as its weight makes it. */
function tinted(
  weights: ArrayLike<number>,
  [rows, columns]: readonly [number, number],
  colour: string,
  opacity: (weight: number) => number,
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(columns, rows);
  const context = canvas.getContext("2d")!;
  context.fillStyle = colour;
  context.fillRect(0, 0, columns, rows);
  const image = context.getImageData(0, 0, columns, rows);
  for (let i = 0; i < weights.length; i++) image.data[4 * i + 3] = Math.round(255 * opacity(Math.min(1, weights[i])));
  context.putImageData(image, 0, 0);
  return canvas;
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
}

/** What the unit sees of a layer, or reaches in it, in words. */
export function sentence(
  relation: "seen" | "reached" | "unit",
  { rows, columns, cells }: Schemas["CellsAnswer"],
): string {
  if (!rows || !columns) return relation === "reached" ? "reaches nothing" : "sees nothing";
  if (relation === "unit") return `the unit in row ${rows[0]}, column ${columns[0]}`;
  const verb = relation === "seen" ? "sees" : "reaches";
  const all = (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1);
  const holes = cells < all ? `, ${grouped(cells)} of ${grouped(all)} cells` : "";
  return `${verb} ${range("row", rows)}, ${range("column", columns)}${holes}`;
}

function range(what: string, [first, last]: readonly number[]): string {
  return first === last ? `${what} ${first}` : `${what}s ${first}–${last}`;
}
