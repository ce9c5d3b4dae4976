/** A plane of one row as a signal: a bar for each number, over its cell. */
import { html, nothing, svg, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { rangeOf } from "../../shared/colours";
import { LightElement } from "../../shared/elements/light-element";
import { short } from "../../shared/format";
import type { Frame, Sources } from "../../shared/frame";
import type { Plane } from "../../shared/tensor";

const HEIGHT = 72;

@customElement("signal-plot")
export class SignalPlot extends LightElement {
  @property({ attribute: false }) plane!: Plane;
  /** Padded cells, which have bars of what they copy. */
  @property({ attribute: false }) sources?: Sources;
  @property({ attribute: false }) frame?: Frame;
  @property() hue: "input" | "output" = "input";
  @property({ type: Number }) shown = Infinity;

  protected override render(): TemplateResult {
    const { data } = this.plane;
    const cells = this.sources?.columns ?? [...data.keys()];
    const { least, largest } = rangeOf(data);
    const [bottom, top] = [Math.min(least, 0), Math.max(largest, 0)];
    const y = (value: number) => 4 + ((top - value) / (top - bottom || 1)) * (HEIGHT - 8);
    const first = this.sources?.before[1] ?? 0;
    const bars = cells.map((source, i) => {
      const value = source === null ? 0 : data[source];
      const padding = i < first || i >= first + data.length;
      return svg`<rect class="bar ${padding ? "padding" : this.hue} ${value < 0 ? "negative" : ""}" x=${i + 0.15} width="0.7"
        y=${Math.min(y(value), y(0))} height=${Math.max(Math.abs(y(value) - y(0)), 0.75)}></rect>`;
    });
    const taps = this.frame?.columns.taps.map(
      (tap) => svg`<rect class="tap" x=${tap} y="0" width="1" height=${HEIGHT}></rect>`,
    );
    const computed = bars.slice(0, Math.min(cells.length, this.shown));
    return html`<svg
      class="signal"
      viewBox="0 0 ${cells.length} ${HEIGHT}"
      preserveAspectRatio="none"
      style="--columns:${cells.length}"
      role="img"
      aria-label="Signal of ${data.length} numbers, ${this.shown < data.length ? `${this.shown} of them computed` : `from ${short(least)} to ${short(largest)}`}"
    >
      ${taps ?? nothing} ${computed}
      ${svg`<line class="axis" x1="0" x2=${cells.length} y1=${y(0)} y2=${y(0)}></line>`}
    </svg>`;
  }
}
