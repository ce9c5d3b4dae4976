/** The stage: a column for each input channel, with the arithmetic under it, and the output that fills up. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { channelName } from "../../shared/setup/setup";
import type { Instant } from "../drawing/instant";
import { marks } from "../drawing/marks";
import type { Stage } from "../drawing/stage";
import type { Figure } from "../operations/figure";
import type { Traced } from "../state/trace";
import { channelColumn, channelTabs } from "./channel-column";
import { outputColumn } from "./output-column";

/** More input channels than these fold into tabs with one open. */
const MOST_COLUMNS = 4;
const narrow = matchMedia("(max-width: 760px)");

@customElement("operation-stage")
export class OperationStage extends LightElement {
  @property({ attribute: false }) figure!: Figure;
  @property({ attribute: false }) stage!: Stage;
  @property({ type: Boolean }) pictured = false;
  @property({ attribute: false }) at!: Instant;
  @property({ type: Number }) glide = 0;
  @property({ attribute: false }) brush?: number;
  @state() private open = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    // keys that would scroll the page are the stage's own while it has the focus
    this.tabIndex = 0;
    this.role = "group";
    this.ariaLabel = "Stage";
    narrow.addEventListener("change", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    narrow.removeEventListener("change", this.redraw);
  }

  private readonly redraw = () => this.requestUpdate();

  protected override render(): TemplateResult {
    const { figure, stage, at } = this;
    const { filter, traced, step } = at;
    const count = stage.inputs.length;
    const seen = figure.seen(filter);
    const folded = count > MOST_COLUMNS || (narrow.matches && count > 1);
    // without weights each output has one channel: that one is open
    const open = figure.weight ? Math.min(this.open, count - 1) : seen[0];
    const name = (channel: number) => channelName(channel, count);
    const partners = traced && figure.partners(traced, traced.on);
    const onStage = folded ? [open] : stage.inputs.map((_, i) => i);
    const seenNow = marks({ figure, stage, at }, onStage, name);
    const column = (channel: number) =>
      channelColumn({
        figure,
        stage,
        filter,
        channel,
        name: name(channel),
        marks: seenNow.channels.get(channel)!,
        glide: this.glide,
        brush: this.brush,
        wide: count === 1,
        onTrace: (cell) =>
          emit<Traced | undefined>(this, "trace", cell ? { on: "input", channel, ...cell } : undefined),
        onPin: (cell) => emit<Traced>(this, "pin", { on: "input", channel, ...cell }),
        onInput: ({ row, column: across, value }) =>
          emit(this, "number-edit", { what: figure.editsInput, at: [channel, row, across], value }),
        onWeight: ({ row, column: across, value }) =>
          emit(this, "number-edit", {
            what: figure.editsWeight,
            at: [filter, seen.indexOf(channel), row, across],
            value,
          }),
        onPaste: (what, text) =>
          emit(this, "matrix-paste", { what, channel: what === "input" ? channel : seen.indexOf(channel), text }),
      });
    return html`${
      folded
        ? channelTabs({
            stage,
            names: stage.inputs.map((_, i) => name(i)),
            seen,
            open,
            change: (i) => this.openChannel(i),
            host: this,
          })
        : nothing
    }
      <div class="stage ${this.pictured ? "pictured" : ""} ${stage.inputs[0].height === 1 ? "signals" : ""}">
        <div class="channels" style="--count:${folded ? 1 : count}">
          ${onStage.map(column)}
        </div>
        ${outputColumn({
          figure,
          stage,
          filter,
          marks: seenNow,
          step,
          partners,
          glide: this.glide,
          onTrace: (cell) => emit<Traced | undefined>(this, "trace", cell ? { on: "output", ...cell } : undefined),
          onPin: (cell) => emit<Traced>(this, "pin", { on: "output", ...cell }),
        })}
      </div>`;
  }

  private openChannel(channel: number): void {
    this.open = channel;
    if (!this.figure.weight) emit(this, "filter", channel);
  }
}
