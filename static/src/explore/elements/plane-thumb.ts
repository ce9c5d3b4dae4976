/** A plane as a small picture. */
import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { paint, type Range } from "../../shared/colours";
import { LightElement } from "../../shared/elements/light-element";
import type { Plane } from "../../shared/tensor";

@customElement("plane-thumb")
export class PlaneThumb extends LightElement {
  @property({ attribute: false }) plane!: Plane;
  @property({ attribute: false }) range!: Range;
  /** How many cells, row by row, have been computed so far. */
  @property({ type: Number }) shown = Infinity;
  @query("canvas") private canvas!: HTMLCanvasElement;
  private image?: ImageData;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("plane") || changed.has("range")) this.image = paint(this.plane, this.range);
  }

  protected override render(): TemplateResult {
    const { width, height } = this.plane;
    return html`<canvas width=${width} height=${height} aria-hidden="true"></canvas>`;
  }

  protected override updated(): void {
    const context = this.canvas.getContext("2d")!;
    const { width, height } = this.plane;
    const whole = Math.min(height, Math.floor(this.shown / width));
    context.clearRect(0, 0, width, height);
    if (whole > 0) context.putImageData(this.image!, 0, 0, 0, 0, width, whole);
    if (whole < height) context.putImageData(this.image!, 0, 0, 0, whole, this.shown - whole * width, 1);
  }
}
