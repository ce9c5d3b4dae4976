/** The stage: a column for each input channel, with the arithmetic under it, and the output that fills up. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { channelsOf, type Result, type Unit } from "../api/convolve";
import { type Stage } from "../scene/stage";
import { type Cell, frameOf, type Traced, usersOf } from "../scene/trace";
import { channelName, isPicture } from "../state/explore";
import { channelColumn, channelTabs } from "./channel-column";
import { emit, LightElement } from "./light-element";
import { outputColumn } from "./output-column";

/** More input channels than these fold into tabs with one open. */
const MOST_COLUMNS = 4;
const narrow = matchMedia("(max-width: 760px)");

@customElement("convolution-stage")
export class ConvolutionStage extends LightElement {
  @property({ attribute: false }) result!: Result;
  @property({ attribute: false }) stage!: Stage;
  @property({ type: Number }) filter = 0;
  /** Where the animation stands. */
  @property({ attribute: false }) current!: Cell;
  /** The unit whose arithmetic is on show, which may be one that the reader points at. */
  @property({ attribute: false }) unit!: Cell;
  /** Its arithmetic, once the server has answered. */
  @property({ attribute: false }) arithmetic?: Unit;
  @property({ attribute: false }) traced?: Traced;
  @property({ type: Number }) shown = Infinity;
  @property({ type: Number }) glide = 0;
  @property({ attribute: false }) brush?: number;
  @state() private open = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    narrow.addEventListener("change", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    narrow.removeEventListener("change", this.redraw);
  }

  private readonly redraw = () => this.requestUpdate();

  protected override render(): TemplateResult {
    const { result, stage, filter, traced } = this;
    const count = stage.inputs.length;
    const seen = channelsOf(result, filter);
    const folded = count > MOST_COLUMNS || (narrow.matches && count > 1);
    const open = Math.min(this.open, count - 1);
    const pictured = isPicture(result.convolution.source);
    const name = (channel: number) => channelName(channel, count);
    const lit = traced?.on === "input" ? usersOf(result, traced) : undefined;
    const column = (channel: number) =>
      channelColumn({
        result,
        stage,
        filter,
        channel,
        name: name(channel),
        place: seen.indexOf(channel),
        frame: frameOf(result, this.current),
        tracedFrame: traced?.on === "output" ? frameOf(result, traced) : undefined,
        traced: traced?.on === "input" && traced.channel === channel ? traced : undefined,
        arithmetic: this.arithmetic,
        glide: this.glide,
        brush: this.brush,
        wide: count === 1,
        onTrace: (cell) => emit<Traced | undefined>(this, "trace", cell ? { on: "input", channel, ...cell } : undefined),
        onPin: (cell) => emit<Traced>(this, "pin", { on: "input", channel, ...cell }),
        onInput: (cell) => emit(this, "input-edit", { at: [channel, cell.row, cell.column], value: cell.value }),
        onWeight: (cell) =>
          emit(this, "weight-edit", { at: [filter, seen.indexOf(channel), cell.row, cell.column], value: cell.value }),
        onPaste: (what, text) => emit(this, "matrix-paste", { what, channel: what === "input" ? channel : seen.indexOf(channel), text }),
      });
    return html`${folded
        ? channelTabs({ stage, names: stage.inputs.map((_, i) => name(i)), seen, open, change: (i) => (this.open = i), host: this })
        : nothing}
      <div class="stage ${pictured ? "pictured" : ""}">
        <div class="channels" style="--count:${folded ? 1 : count}">
          ${folded ? column(open) : stage.inputs.map((_, i) => column(i))}
        </div>
        ${outputColumn({
          result,
          stage,
          filter,
          shown: this.shown,
          current: this.current,
          unit: this.unit,
          arithmetic: this.arithmetic,
          seen: seen.map(name),
          lit,
          traced,
          onTrace: (cell) => emit<Traced | undefined>(this, "trace", cell ? { on: "output", ...cell } : undefined),
          onPin: (cell) => emit<Traced>(this, "pin", { on: "output", ...cell }),
        })}
      </div>`;
  }
}
