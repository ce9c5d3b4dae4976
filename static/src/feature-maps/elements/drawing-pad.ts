/** A pad to draw on, with mouse, finger or pen. */
import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { type Drawing, PAD, PENS, type Stroke } from "../state/drawing";
import { sampleDigit } from "../state/sample-digits";

/** Emitted while one draws, and once more when the line is done. */
export interface Drawn {
  readonly drawing: Drawing;
  readonly done: boolean;
}

/** Of the canvas, whatever its size on screen. */
const RESOLUTION = 560;

@customElement("drawing-pad")
export class DrawingPad extends LightElement {
  @property({ attribute: false }) drawing: Drawing = [];
  /** Pixels of the network's input along the pad: how thick a line is on it. */
  @property({ type: Number }) side = 28;
  @state() private pen: number = PENS.usual;
  @query("canvas") private canvas!: HTMLCanvasElement;
  /** The line that is being drawn, on top of what stood there when it began. */
  private going?: { readonly before: Drawing; points: number[] };

  protected override render(): TemplateResult {
    return html`<canvas
        width=${RESOLUTION}
        height=${RESOLUTION}
        role="img"
        aria-label="Drawing pad, ${this.drawing.length} line${this.drawing.length === 1 ? "" : "s"}; or choose a sample below"
        @pointerdown=${this.start}
        @pointermove=${this.follow}
        @pointerup=${this.end}
        @pointercancel=${this.end}
      ></canvas>
      <div class="pad-tools">
        <label>Pen
          <input
            type="range"
            min=${PENS.least}
            max=${PENS.most}
            step="0.5"
            .value=${String(this.pen)}
            @input=${(event: Event) => (this.pen = Number((event.target as HTMLInputElement).value))}
          />
        </label>
        <button type="button" class="button" ?disabled=${this.drawing.length === 0} @click=${() => this.replace(this.drawing.slice(0, -1))}>Undo line</button>
        <button type="button" class="button" ?disabled=${this.drawing.length === 0} @click=${() => this.replace([])}>Clear</button>
      </div>
      <div class="samples" role="group" aria-label="Sample drawings">
        ${Array.from(
          { length: 10 },
          (_, digit) =>
            html`<button type="button" class="button" aria-label="Sample ${digit}" @click=${() => this.replace(sampleDigit(digit))}>${digit}</button>`,
        )}
      </div>`;
  }

  private replace(drawing: Drawing): void {
    this.going = undefined;
    emit<Drawn>(this, "drawn", { drawing, done: true });
  }

  private point({ clientX, clientY }: PointerEvent): [number, number] {
    const box = this.canvas.getBoundingClientRect();
    // the pointer is followed beyond the pad, the line ends at its border
    const at = (place: number, length: number) => Math.round(PAD * Math.min(1, Math.max(0, place / length)));
    return [at(clientX - box.left, box.width), at(clientY - box.top, box.height)];
  }

  private readonly start = (event: PointerEvent): void => {
    if (!event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.going = { before: this.drawing, points: this.point(event) };
    this.tell(false);
  };

  private readonly follow = (event: PointerEvent): void => {
    if (!this.going || !event.isPrimary) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const one of passed.length ? passed : [event]) this.going.points.push(...this.point(one));
    this.tell(false);
  };

  private readonly end = (event: PointerEvent): void => {
    if (!this.going || !event.isPrimary) return;
    this.tell(true);
    this.going = undefined;
  };

  private tell(done: boolean): void {
    const { before, points } = this.going!;
    const stroke: Stroke = { pen: this.pen, points: [...points] };
    emit<Drawn>(this, "drawn", { drawing: [...before, stroke], done });
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const context = this.canvas.getContext("2d")!;
    context.clearRect(0, 0, RESOLUTION, RESOLUTION);
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = getComputedStyle(this).color;
    const scale = RESOLUTION / PAD;
    for (const { pen, points } of this.drawing) {
      context.lineWidth = (RESOLUTION / this.side) * pen;
      context.beginPath();
      context.moveTo(points[0] * scale, points[1] * scale);
      for (let i = 0; i < points.length; i += 2) context.lineTo(points[i] * scale, points[i + 1] * scale);
      context.stroke();
    }
  }
}
