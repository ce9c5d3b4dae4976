/** Play, pause, beats and units, scrub, speed, and how much is shown. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { grouped, short } from "../../shared/format";
import type { Beat } from "../state/beats";
import type { PlayerCommand } from "../state/commands";

/** What is asked of the player, or of the page. */
export type Command = PlayerCommand | "hide" | "help";

const ICONS = {
  first: "M4 4h2v12H4zM16 4v12l-9-6z",
  "unit-back": "M10 4v12l-8-6zM18 4v12l-8-6z",
  back: "M14 4v12l-9-6z",
  play: "M5 3v14l12-7z",
  "row-up": "M10 4l6 8H4zM4 14h12v2H4z",
  "row-down": "M4 4h12v2H4zM10 16l6-8H4z",
  pause: "M5 4h4v12H5zM11 4h4v12h-4z",
  forward: "M6 4v12l9-6z",
  "unit-forward": "M2 4v12l8-6zM10 4v12l8-6z",
  last: "M14 4h2v12h-2zM4 4v12l9-6z",
  whole: "M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z",
  loop: "M10 3a7 7 0 0 1 6.7 5H19l-3.5 4L12 8h2.6a5 5 0 1 0-.3 4.6l1.7 1A7 7 0 1 1 10 3z",
  help: "M2 5h16v10H2zM4 7v2h2V7zm3 0v2h2V7zm3 0v2h2V7zm3 0v2h3V7zM4 11v2h2v-2zm3 0v2h6v-2zm7 0v2h2v-2z",
  hide: "M10 2a5 5 0 0 0-5 5h2.4a2.6 2.6 0 1 1 3.7 2.4C9.6 10.1 8.8 11 8.8 12.6V13h2.4v-.4c0-.7.4-1 1.2-1.4A5 5 0 0 0 10 2zM8.7 15h2.6v2.6H8.7z",
};

@customElement("transport-bar")
export class TransportBar extends LightElement {
  @property({ type: Number }) step = 0;
  @property({ type: Number }) steps = 1;
  /** How many beats of the unit have been seen, the one going on included. */
  @property({ type: Number }) beat = 0;
  @property({ attribute: false }) score: readonly Beat[] = [];
  @property({ type: Boolean }) playing = false;
  @property({ type: Boolean }) loop = false;
  @property({ type: Boolean }) whole = false;
  /** Whether answers are hidden; undefined where there is none to ask for. */
  @property({ attribute: false }) hiding?: boolean;
  /** Whether it stands by itself, without controls in a sheet and a list of keys. */
  @property({ type: Boolean }) alone = false;
  /** Whether the sheet of controls is up, on a phone. */
  @property({ type: Boolean }) open = false;
  /** Units a second. */
  @property({ type: Number }) rate = 1;
  /** The speed slider's place, 0 to 100. */
  @property({ type: Number }) speed = 20;

  protected override render(): TemplateResult {
    const button = (command: Command, label: string, icon: string) => html`<button
      type="button"
      class="icon ${command === "play" ? "primary" : ""}"
      aria-label=${label}
      title=${label}
      @click=${() => emit(this, "command", command)}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true"><path d=${icon} fill="currentColor"></path></svg>
    </button>`;
    const title = this.score[this.beat - 1]?.title ?? "nothing yet";
    return html`<div class="transport" role="group" aria-label="Animation">
      <div class="transport-buttons">
        ${button("first", "First unit", ICONS.first)} ${button("unit-back", "Unit back", ICONS["unit-back"])}
        ${button("back", "Beat back", ICONS.back)}
        ${button("play", this.playing ? "Pause" : "Play", this.playing ? ICONS.pause : ICONS.play)}
        ${button("forward", "Beat forward", ICONS.forward)}
        ${button("unit-forward", "Unit forward", ICONS["unit-forward"])} ${button("last", "Last unit", ICONS.last)}
      </div>
      <p class="place">
        <span class="count">${grouped(this.step + 1)} / ${grouped(this.steps)}</span>
        <span class="beats" title="Beat ${this.beat} of ${this.score.length}: ${title}">
          <span class="dots" aria-hidden="true">${this.score.map((_, i) => html`<i class=${i < this.beat ? "seen" : ""}></i>`)}</span>
          <span class="beat-title"><span class="visually-hidden">Beat ${this.beat} of ${this.score.length}: </span>${title}</span>
        </span>
      </p>
      ${
        this.alone
          ? nothing
          : html`<button
              type="button"
              class="button sheet-switch"
              aria-expanded=${this.open}
              @click=${() => emit(this, "sheet", !this.open)}
            >
              Controls
            </button>`
      }
      <div class="transport-more">
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
      ${this.switch("whole", "Show all", "Show all of the output at once, or only as far as the window has come", this.whole)}
      ${this.hiding === undefined ? "" : this.switch("hide", "Hide the answers", "At the end of each unit, guess the number before it is shown", this.hiding)}
      ${this.switch("loop", "Loop", "Start again at the end", this.loop)}
        ${button("row-up", "Row up", ICONS["row-up"])} ${button("row-down", "Row down", ICONS["row-down"])}
        ${
          this.alone
            ? nothing
            : html`<button type="button" class="icon" aria-label="Keys" title="Keys" @click=${() => emit(this, "command", "help")}>
                <svg viewBox="0 0 20 20" aria-hidden="true"><path d=${ICONS.help} fill="currentColor"></path></svg>
              </button>`
        }
      </div>
    </div>`;
  }

  private switch(command: "whole" | "loop" | "hide", label: string, title: string, on: boolean): TemplateResult {
    return html`<button type="button" class="button switch" aria-pressed=${on} title=${title} @click=${() => emit(this, "command", command)}>
      <svg viewBox="0 0 20 20" aria-hidden="true"><path d=${ICONS[command]} fill="currentColor"></path></svg><span>${label}</span>
    </button>`;
  }
}
