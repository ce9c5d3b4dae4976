/** A map as pixels, with what is marked on it. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { paint, type Range } from "../../shared/colours";
import { LightElement } from "../../shared/elements/light-element";
import type { Plane } from "../../shared/tensor";

/** First and last row, first and last column. */
export interface Box {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly role: "field" | "unit" | "cover";
}

@customElement("map-picture")
export class MapPicture extends LightElement {
  @property({ attribute: false }) plane?: Plane;
  /** In place of a plane: a picture in colour. */
  @property({ attribute: false }) colours?: ImageData;
  @property({ attribute: false }) range!: Range;
  @property({ attribute: false }) boxes: readonly (Box | undefined)[] = [];
  @query("canvas") private canvas!: HTMLCanvasElement;

  private get size(): { width: number; height: number } {
    return this.colours ?? this.plane!;
  }

  protected override render(): TemplateResult {
    const { width, height } = this.size;
    return html`<canvas width=${width} height=${height}></canvas>${this.boxes.map((box) => (box ? this.frame(box) : nothing))}`;
  }

  private frame({ rows, columns, role }: Box): TemplateResult {
    const { width, height } = this.size;
    const percent = (part: number, whole: number) => `${(100 * part) / whole}%`;
    return html`<span
      class="box ${role}"
      style=${styleMap({
        top: percent(rows[0], height),
        left: percent(columns[0], width),
        height: percent(rows[1] - rows[0] + 1, height),
        width: percent(columns[1] - columns[0] + 1, width),
      })}
    ></span>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (!changed.has("plane") && !changed.has("range") && !changed.has("colours")) return;
    const image = this.colours ?? paint(this.plane!, this.range);
    this.canvas.getContext("2d")!.putImageData(image, 0, 0);
  }
}
