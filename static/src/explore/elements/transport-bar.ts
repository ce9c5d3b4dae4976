/** Play, pause, step, scrub, speed, loop. */
import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { grouped, short } from "../../shared/format";

export type Command = "first" | "back" | "play" | "forward" | "last" | "loop" | "whole";

const ICONS = {
  first: "M4 4h2v12H4zM16 4v12l-9-6z",
  back: "M14 4v12l-9-6z",
  play: "M5 3v14l12-7z",
  pause: "M5 4h4v12H5zM11 4h4v12h-4z",
  forward: "M6 4v12l9-6z",
  last: "M14 4h2v12h-2zM4 4v12l9-6z",
  whole: "M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z",
  loop: "M10 3a7 7 0 0 1 6.7 5H19l-3.5 4L12 8h2.6a5 5 0 1 0-.3 4.6l1.7 1A7 7 0 1 1 10 3z",
};

@customElement("transport-bar")
export class TransportBar extends LightElement {
  @property({ type: Number }) step = 0;
  @property({ type: Number }) steps = 1;
  @property({ type: Boolean }) playing = false;
  @property({ type: Boolean }) loop = false;
  @property({ type: Boolean }) whole = false;
  /** Units a second. */
  @property({ type: Number }) rate = 1;
  /** The speed slider's place, 0 to 100. */
  @property({ type: Number }) speed = 20;

  protected override render(): TemplateResult {
    const button = (command: Command, label: string, icon: string, disabled = false) => html`<button
      type="button"
      class="icon ${command === "play" ? "primary" : ""}"
      aria-label=${label}
      title=${label}
      ?disabled=${disabled}
      @click=${() => emit(this, "command", command)}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true"><path d=${icon} fill="currentColor"></path></svg>
    </button>`;
    return html`<div class="transport" role="group" aria-label="Animation">
      <div class="transport-buttons">
        ${button("first", "First unit", ICONS.first)} ${button("back", "Step back", ICONS.back)}
        ${button("play", this.playing ? "Pause" : "Play", this.playing ? ICONS.pause : ICONS.play)}
        ${button("forward", "Step forward", ICONS.forward)} ${button("last", "Last unit", ICONS.last)}
      </div>
      <input
        type="range"
        class="scrub output"
        aria-label="Output unit"
        min="1"
        max=${this.steps}
        .value=${String(this.step + 1)}
        aria-valuetext="${this.step + 1} of ${this.steps}"
        style="--filled:${this.steps > 1 ? (this.step / (this.steps - 1)) * 100 : 100}%"
        @input=${(event: Event) => emit(this, "scrub", Number((event.target as HTMLInputElement).value) - 1)}
      />
      <span class="count">${grouped(this.step + 1)} / ${grouped(this.steps)}</span>
      <label class="speed"
        >Speed
        <input
          type="range"
          min="0"
          max="100"
          .value=${String(this.speed)}
          aria-valuetext="${short(this.rate)} units a second"
          style="--filled:${this.speed}%"
          @input=${(event: Event) => emit(this, "speed", Number((event.target as HTMLInputElement).value))}
      /></label>
      ${this.switch("whole", "Whole output", "Show the whole output at once, or only as far as the window has come", this.whole)}
      ${this.switch("loop", "Loop", "Start again at the end", this.loop)}
    </div>`;
  }

  private switch(command: "whole" | "loop", label: string, title: string, on: boolean): TemplateResult {
    return html`<button type="button" class="button switch" aria-pressed=${on} title=${title} @click=${() => emit(this, "command", command)}>
      <svg viewBox="0 0 20 20" aria-hidden="true"><path d=${ICONS[command]} fill="currentColor"></path></svg><span>${label}</span>
    </button>`;
  }
}
